import HubCore
import Testing

@testable import HubModels

/// Arguments whose schema says where they come from.
@Suite struct SourcedArgumentTests {
    private static let search = ModelTool.make(
        "search_manual", "Looks into the manual.", required: ["query"],
        properties: ["query": ["type": "string", "x-source": "message"], "top_k": ["type": "integer"]])
    private static let scan = ModelTool.make(
        "read_receipt", "Reads a receipt.", required: ["file"],
        labels: ["file": Label([.english: "Receipt", .vietnamese: "Biên lai"])],
        properties: ["file": ["type": "string", "format": "uuid", "x-source": "attachment"]])

    private let file = FileAttachment(id: FileID(), name: "scan.png", mediaType: .png, size: 9)

    private func calls(_ scene: Scene, _ text: String, _ attachments: [FileAttachment] = []) async throws -> [JSONValue]
    {
        var request = scene.request(scene.messages + [.user(text)])
        request.brief.attachments = attachments
        return try await scene.model.complete(request).toolCalls.map { try JSONValue(parsing: $0.arguments) }
    }

    @Test(arguments: [
        "What is our return policy?", "search for \"returns\" please", "Chính sách đổi trả là gì?", "find 5 of them?",
    ])
    func theWholeMessageIsTheQuery(_ text: String) async throws {
        #expect(try await calls(Scene(tools: [Self.search]), text).first?["query"]?.stringValue == text)
    }

    @Test func aLongMessageIsCutToWhatTheSchemaTakes() async throws {
        let tool = ModelTool.make(
            "search_manual", "Looks into the manual.", required: ["query"],
            properties: ["query": ["type": "string", "maxLength": 20, "x-source": "message"]])
        let query = try await calls(Scene(tools: [tool]), "What does the manual say of à la carte?").first?["query"]
        #expect(query == "What does the manual")
    }

    @Test func aFileOfTheMessageIsTheArgumentWhateverTheWords() async throws {
        for text in ["What is the total?", "here", "hello", "Tổng tiền là bao nhiêu?"] {
            let arguments = try await calls(Scene(tools: [Self.scan]), text, [file])
            #expect(arguments == [["file": .string(file.id.description)]], "\(text)")
        }
    }

    @Test func severalFilesAreSeveralCalls() async throws {
        let other = FileAttachment(id: FileID(), name: "b.png", mediaType: .png, size: 9)
        let arguments = try await calls(Scene(tools: [Self.scan]), "What are the totals?", [file, other])
        #expect(arguments.compactMap { $0["file"]?.stringValue } == [file, other].map(\.id.description))
    }

    @Test func withoutOneTheSessionsLastFileIsMeant() async throws {
        let scene = Scene(tools: [Self.scan], entities: [Entity(attachment: file.id)])
        #expect(
            try await calls(scene, "What is the total on this receipt?") == [["file": .string(file.id.description)]])
        let other = FileAttachment(id: FileID(), name: "b.png", mediaType: .png, size: 9)
        #expect(try await calls(scene, "And on this one?", [other]) == [["file": .string(other.id.description)]])
    }

    @Test(arguments: [
        (Language.english, "What is the total on this receipt?", "Please attach the receipt to your message."),
        (.vietnamese, "Tổng tiền trên biên lai này là bao nhiêu?", "Vui lòng đính kèm biên lai vào tin nhắn."),
    ])
    func withoutAnyTheUserIsAskedForOne(_ language: Language, _ question: String, _ request: String) async throws {
        var scene = Scene(tools: [Self.scan], language: language, agentLabel: "Receipts")
        let answer = try await scene.respond(to: question)
        #expect(answer.text == request && answer.stopReason == .needsInput)
        scene.messages = [.user(question), .assistant(text: answer.text, toolCalls: [], entities: [])]
        #expect(try await calls(scene, "ok", [file]) == [["file": .string(file.id.description)]])
    }

    /// An id in the words is no file: only what was attached is read.
    @Test func anIDInTheWordsIsNoFile() async throws {
        let scene = Scene(tools: [Self.scan])
        let answer = try await scene.respond(to: "What is the total on receipt file \(FileID())?")
        #expect(answer.toolCalls.isEmpty && answer.text.hasPrefix("Please attach"))
    }
}
