import HubCore
import Support
import Testing

/// What a document says, and that it is there at all, is for those who may read it.
@Suite(.timeLimit(.minutes(5))) struct AccessListTests {
    private static let question = "Where is the parking?"
    private static let shared = UploadForm.File("parking.md", "# Parking\n\nThe parking is behind the hall.")
    private static let board = UploadForm.File(
        "board.md", "# Parking of the board\n\nThe board parks in garage Zircon.")
    private static let anna = UploadForm.File("anna.md", "# Parking of Anna\n\nAnna parks at the Beryl gate.")

    @Test(arguments: KnowledgePlace.available)
    func aDocumentIsForThoseOnItsListOnly(place: KnowledgePlace) async throws {
        let embeddings = try EmbeddingServer.words()
        defer { embeddings.stop() }
        let hub = try await KnowledgeTenant.start(in: place)
        let tenant = try await KnowledgeTenant.write(
            on: hub, KnowledgeTenant.Mode.allCases, count: 10, embeddings: embeddings)
        try await tenant.teach([Self.shared])
        var before: [KnowledgeTenant.Mode: JSONValue] = [:]
        for mode in KnowledgeTenant.Mode.allCases {
            before[mode] = try await tenant.ask(Self.question, mode, as: "eve")
            #expect(before[mode]?["data"]?["mode"]?.stringValue == mode.rawValue)
            #expect(before[mode]?["data"]?["passages"]?.arrayValue?.count == 1, "\(before[mode]?.text ?? "")")
        }
        let hidden =
            try await tenant.teach([Self.board], principals: ["role:tenant_admin"]).merging(
                try await tenant.teach([Self.anna], principals: ["user:anna"])
            ) { first, _ in first }
        for mode in KnowledgeTenant.Mode.allCases {
            try await expectNothing(tenant, mode, of: hidden, before: try #require(before[mode]))
            let anna = try await tenant.ask("Where does Anna park?", mode, as: "anna")
            #expect(anna.text.contains("Beryl") && !anna.text.contains("Zircon"), "\(mode): \(anna.text)")
            let board = try await tenant.ask("Where does the board park?", mode, as: "boss", [.tenantAdmin])
            #expect(board.text.contains("Zircon") && !board.text.contains("Beryl"), "\(mode): \(board.text)")
        }
        // The same file for others is a new version.
        try await tenant.teach([Self.board], principals: ["role:tenant_admin", "user:eve"])
        for mode in KnowledgeTenant.Mode.allCases {
            let reply = try await tenant.ask("Where does the board park?", mode, as: "eve")
            #expect(reply.text.contains("Zircon"), "\(mode): \(reply.text)")
            let other = try await tenant.ask("Where does the board park?", mode, as: "bob")
            #expect(!other.text.contains("Zircon"), "\(mode): \(other.text)")
        }
        try await tenant.teach([Self.board], principals: ["role:tenant_admin"])
        for mode in KnowledgeTenant.Mode.allCases {
            try await expectNothing(tenant, mode, of: hidden, before: try #require(before[mode]))
        }
        await hub.stop()
    }

    /// The user's answers are as if the documents were not there: words, passages, scores.
    private func expectNothing(
        _ tenant: KnowledgeTenant, _ mode: KnowledgeTenant.Mode, of hidden: [String: String], before: JSONValue
    ) async throws {
        let reply = try await tenant.ask(Self.question, mode, as: "eve")
        for member in ["text", "data", "citations"] {
            #expect(reply[member] == before[member], "\(mode), \(member): \(reply.text)")
        }
        let session = reply["session_id"]?.stringValue
        let later = [
            try await tenant.ask("Where does the board park?", mode, as: "eve", session: session),
            try await tenant.ask("And where does Anna park?", mode, as: "eve", session: session),
            try await tenant.ask("Which garage do they park in?", mode, as: "eve"),
        ]
        for reply in later {
            for word in ["Zircon", "Beryl", "Parking of"] + hidden.values {
                #expect(!reply.text.contains(word), "\(mode): \(word) is in \(reply.text)")
            }
        }
    }
}
