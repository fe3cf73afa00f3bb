import Foundation
import Glibc
import HubCore
import Support
import Testing

/// A server that is killed at any moment leaves every document whole or absent, and goes on by itself.
@Suite(.timeLimit(.minutes(10))) struct InterruptedUploadTests {
    private static let arguments = ["--egress-allow", "127.0.0.0/8"]
    /// Longer than a worker that is gone keeps what it had begun.
    private static let patience = Duration.seconds(150)

    private static func file(_ number: Int) -> UploadForm.File {
        .init("rule-\(number).md", "# Rule \(number)\n\nWhoever meets badger\(number) greets it.")
    }

    @Test(arguments: HubBackend.available)
    func goesOnAfterKill9InTheMiddleOfAnUpload(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in
            let first = try await site.worker(Self.arguments)
            var tenant = try await KnowledgeTenant.write(on: first)
            let form = KnowledgeTenant.form([Self.file(0), Self.file(1)])
            let connection = try await Self.begin(form, upTo: form.ends[1] - 5, tenant)
            defer { close(connection) }
            // The first file is taken before the request has ended.
            try await Patience.until("the first file is taken") { try await tenant.documents().count == 1 }
            await first.kill9()

            tenant = tenant.moved(to: try await site.worker(Self.arguments, folder: first.folder))
            try await Patience.until("the first file is indexed", within: Self.patience) {
                try await tenant.documents().map { $0["state"] } == ["ready"]
            }
            #expect(try await tenant.documents().map { $0["name"] } == ["rule-0.md"])
            try await Self.expectOne(0, tenant)
            #expect(try await tenant.search("badger1", .hybrid)["passages"] == [])
            let again = try await tenant.upload([Self.file(0), Self.file(1)])
            #expect(again["documents"]?.arrayValue?.map { $0["outcome"] } == ["unchanged", "accepted"])
            try await tenant.finished(again["job_id"]?.stringValue ?? "")
            try await Self.expectOne(1, tenant)
        }
    }

    @Test(arguments: HubBackend.available)
    func goesOnAfterKill9InTheMiddleOfIndexing(backend: HubBackend) async throws {
        let embeddings = try EmbeddingServer.words()
        defer { embeddings.stop() }
        try await HubSite.run(on: backend) { site in
            let first = try await site.worker(Self.arguments)
            var tenant = try await KnowledgeTenant.write(on: first, [.hybrid, .vector], embeddings: embeddings)
            let files = (0..<30).map(Self.file)
            embeddings.fallSilent(after: 11)
            let job = try #require(try await tenant.upload(files)["job_id"]?.stringValue)
            // From then on none is finished any more.
            try await Patience.until("eleven are indexed") {
                try await tenant.administer("GET", "knowledge/jobs/\(job)")["done"] == 11
            }
            await first.kill9()
            embeddings.fallSilent(after: nil)

            tenant = tenant.moved(to: try await site.worker(Self.arguments, folder: first.folder))
            let ids = try await tenant.finished(job, within: Self.patience)
            #expect(ids.count == 30)
            for number in 0..<30 { try await Self.expectOne(number, tenant) }
            let collections = try await tenant.administer("GET", "knowledge/collections")["collections"]
            #expect(collections?.arrayValue?.map { [$0["documents"], $0["chunks"]] } == [[30, 30]])
            let again = try await tenant.upload(files)
            #expect(again["documents"]?.arrayValue?.allSatisfy { $0["outcome"] == "unchanged" } == true)
        }
    }

    /// Sends an upload's beginning. The caller closes the connection.
    private static func begin(_ form: UploadForm, upTo end: Int, _ tenant: KnowledgeTenant) async throws -> Int32 {
        let head =
            "POST /api/admin/knowledge/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(form.contentType)\r\n"
            + "Authorization: Bearer \(try tenant.token("admin", [.tenantAdmin]))\r\n"
            + "Content-Length: \(form.bytes.count)\r\n\r\n"
        let bytes = Array(head.utf8) + form.bytes.prefix(end)
        let connection = try tenant.hub.http.connection()
        #expect(send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        return connection
    }

    /// What the document says is found once.
    private static func expectOne(_ number: Int, _ tenant: KnowledgeTenant) async throws {
        let found = try await tenant.search("badger\(number)", .hybrid)["passages"]?.arrayValue ?? []
        let texts = found.compactMap { $0["text"]?.stringValue }.filter { $0.contains("badger\(number) ") }
        #expect(texts.count == 1, "\(found)")
    }
}
