import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TurnBlobsTests {
    private let files = ScriptedFiles()

    private func blobs(pages: (any PageRenderer)? = ScriptedPages()) throws -> TurnBlobs {
        try #require(TurnFiles(store: files, pages: pages).blobs(of: World.caller))
    }

    private func read(
        _ id: String, _ offset: Int = 0, _ length: Int = 100, pages: (any PageRenderer)? = ScriptedPages()
    ) async throws -> String? {
        try await blobs(pages: pages).read(id, offset: offset, length: length, by: .after(.seconds(30))).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func aFileIsReadFromAnywhereAndEndsWhereItEnds() async throws {
        let id = files.add("0123456789").id.description
        #expect(try await read(id) == "0123456789")
        #expect(try await read(id, 3, 6) == "345678")
        #expect(try await read(id.uppercased(), 9) == "9")
        #expect(try await read(id, 10) == "")
        #expect(try await read(id, .max, .max) == "")
        #expect(try await read(id, 1, .max) == "123456789")
        #expect(try await read(id, -1) == nil)
    }

    @Test func pagesOfAPDFAreBlobsOfTheirOwn() async throws {
        let file = files.add("%PDF", named: "a.pdf", .pdf)
        #expect(try await read("\(file.id)/page/2") == "page 2 of d-a.pdf")
        #expect(try await read("\(file.id)/page/2", 5, 1) == "2")
        #expect(try await read("\(file.id)/page/3", 100) == "")
        for name in ["/page/4", "/page/0", "/page/-1", "/page/", "/page", "/page/1/1", "/", "/pages/1", "/page/x"] {
            #expect(try await read("\(file.id)\(name)") == nil, "\(name)")
        }
        let image = files.add("png")
        #expect(try await read("\(image.id)/page/1") == nil)
    }

    @Test func aPageIsMadeOnceHoweverOftenItIsRead() async throws {
        let file = files.add("%PDF", named: "a.pdf", .pdf)
        let counting = CountingPages()
        let blobs = try blobs(pages: counting)
        for offset in 0..<5 {
            _ = try await blobs.read("\(file.id)/page/1", offset: offset, length: 1, by: .after(.seconds(30)))
        }
        #expect(counting.log.events.count == 1)
    }

    @Test func nobodyElsesFileIsFound() async throws {
        let stranger = Caller(
            scope: World.scope, user: World.user("wasp"), roles: [.user], token: Secret("t"), logName: "wasp")
        let elsewhere = Caller(
            scope: TenantScope(tenant: World.id("forest")), user: World.caller.user, roles: [.user],
            token: Secret("t"), logName: "bee-1")
        let ids = [
            files.add("theirs", of: stranger).id, files.add("theirs", of: elsewhere).id,
            files.add("a book", for: .knowledge).id, FileID(),
        ]
        for id in ids {
            #expect(try await read(id.description) == nil)
            #expect(try await read("\(id)/page/1") == nil)
        }
        #expect(files.reads == 0)
    }

    @Test func whatCannotBeReadNowSaysSo() async throws {
        let id = files.add("%PDF", named: "a.pdf", .pdf).id.description
        await #expect(throws: DocumentFailure(.unavailable, "The pages of documents cannot be read as pictures here."))
        {
            try await read(id + "/page/1", pages: nil)
        }
        files.fail()
        await #expect(throws: DocumentFailure(.unavailable, "The file cannot be read at the moment.")) {
            try await read(id)
        }
    }

    @Test func aReadEndsByItsDeadline() async throws {
        let id = files.add("0123456789").id.description
        let blobs = try blobs()
        await #expect(throws: DocumentFailure(.deadline, "The file could not be read in time.")) {
            try await blobs.read(id, offset: 0, length: 10, by: Deadline(nanoseconds: 0))
        }
    }

    private struct CountingPages: PageRenderer {
        let log = EventLog()

        func page(
            _ number: Int, of document: DocumentBytes, by deadline: Deadline
        ) async throws(DocumentFailure) -> [UInt8]? {
            log.add("\(number)")
            return Array("page".utf8)
        }
    }
}
