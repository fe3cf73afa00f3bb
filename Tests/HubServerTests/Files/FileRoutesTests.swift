import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import Hummingbird
import NIOCore
import Support
import Testing

@testable import HubServer

@Suite struct FileRoutesTests {
    private static let path = "/api/acme-corp/files"
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(0..<200)
    private static let anna = UserID("anna")

    private let files = ScriptedFiles()

    private func house(
        _ files: ScriptedFiles? = nil, limits: TenantLimits = TenantLimits(), places: TenantPlaces = .forUploads()
    ) throws -> House {
        let tenant = Tenant(id: Door.acme, name: "", settings: TenantSettings(limits: limits))
        return try House(
            tenants: ScriptedTenants([tenant, Tenant(id: Door.Person.rival.tenant, name: "")]),
            uploads: UploadServices(files: files ?? self.files, knowledge: Unexpected(), wake: {}),
            uploadPlaces: places)
    }

    @Test func keepsFilesAsTheyCameUnderTheirOwnKinds() async throws {
        let long = Array(String(repeating: "Điều khoản đổi trả. ", count: 5000).utf8)
        let form = FormText().file(Self.png, filename: "C:\\x\\h\u{202E}oá đơn.txt").file(long, filename: "a.md")
            .file([0x31], filename: nil)
        let reply = try await house().send(Self.path, as: .user, form)
        #expect(reply.status == 201, "\(reply.text)")
        let rows = reply.json?["files"]?.arrayValue ?? []
        #expect(rows.map { $0["name"] } == ["hoá đơn.txt", "a.md", "file"])
        #expect(rows.map { $0["media_type"] } == ["image/png", "text/markdown", "text/plain"])
        #expect(rows.map { $0["size"] } == [.int(Self.png.count), .int(long.count), 1])
        for (row, bytes) in zip(rows, [Self.png, long, [0x31]]) {
            let id = try #require(row["id"]?.stringValue.flatMap { FileID($0) })
            #expect(files.bytes(of: id) == bytes)
            let kept = try #require(files.kept.files[id])
            #expect(kept.scope == Door.scope && kept.file.user == Self.anna && kept.file.purpose == .chat)
            #expect(kept.file.digest == SHA256.hex(bytes))
        }
        #expect(files.kept.begun.isEmpty && files.kept.largestPiece == ScriptedFiles.pieceBytes)
    }

    /// In pieces as they come over a connection, however these are cut.
    @Test func takesABodyThatComesInPieces() async throws {
        let content = (0..<20_000).map { UInt8($0 % 64 + 32) }
        var rest = FormText().file(content).bytes[...]
        var pieces: [ByteBuffer] = []
        var numbers = SeededNumbers(seed: 5)
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...3000, using: &numbers))
            pieces.append(ByteBuffer(bytes: piece))
            rest = rest.dropFirst(piece.count)
        }
        let reply = try await house().send(
            .post, Self.path, as: .user, RequestBody(asyncSequence: Pieces(pieces: pieces)),
            [("Content-Type", FormText.contentType)])
        #expect(reply.status == 201)
        #expect(files.kept.files.values.map(\.bytes) == [content])
    }

    @Test(
        arguments: [
            (FormText().file(""), 415, "unsupported_file"),
            (FormText().file([0x7F, 0x45, 0x4C, 0x46, 0, 0]), 415, "unsupported_file"),
            (FormText().file([0x50, 0x4B, 0x03, 0x04, 0, 0], filename: "budget.xlsx"), 415, "unsupported_file"),
            (FormText().file(String(repeating: "x", count: 10_001)), 413, "file_too_large"),
            (FormText().file("x", filename: ".."), 422, "invalid_body"),
            (FormText().file("x", filename: String(repeating: "x", count: 256)), 422, "invalid_body"),
            (FormText().field("collection", "x"), 422, "invalid_body"), (FormText(), 422, "invalid_body"),
            (FormText().file("x").field("more", "x"), 422, "invalid_body"),
            ((0..<11).reduce(FormText()) { form, _ in form.file("x") }, 422, "invalid_body"),
            (FormText().file("x").cut, 400, "invalid_multipart"),
            (FormText().file("x").adding("X: y\r\n", []), 400, "invalid_multipart"),
        ] as [(FormText, Int, String)])
    func keepsAllOfARequestOrNothing(last: FormText, status: Int, code: String) async throws {
        let house = try house(limits: TenantLimits(fileBytes: 10_000))
        let reply = try await house.send(Self.path, as: .user, last)
        #expect(reply.status == status && reply.code == code, "\(reply.text)")
        #expect(files.kept.files.isEmpty && files.kept.begun.isEmpty)
    }

    @Test func whatWasKeptBeforeAFaultIsGoneAfterIt() async throws {
        let good = FormText().file("Good.").file(String(repeating: "x", count: 10_000))
        let house = try house(limits: TenantLimits(fileBytes: 10_000, storageBytes: 15_000))
        for form in [good.file(String(repeating: "x", count: 10_001)), good.file([0, 1, 2]), good.cut] {
            #expect(try await house.send(Self.path, as: .user, form).status >= 400)
            #expect(files.kept.files.isEmpty && files.kept.begun.isEmpty)
        }
        #expect(try await house.send(Self.path, as: .user, good).status == 201)
        let full = try await house.send(Self.path, as: .user, good)
        #expect(full.status == 409 && full.code == "storage_full")
        #expect(files.all.count == 2 && files.kept.begun.isEmpty)
    }

    @Test func aClientThatGoesAwayLeavesNothing() async throws {
        struct Gone: Error {}
        let bytes = FormText().file(String(repeating: "x", count: 30_000)).bytes
        for ending: (any Error)? in [Gone(), CancellationError(), nil] {
            let body = Pieces(pieces: [ByteBuffer(bytes: bytes.prefix(20_000))], ending: ending)
            let reply = try await house().send(
                .post, Self.path, as: .user, RequestBody(asyncSequence: body), [("Content-Type", FormText.contentType)])
            #expect([400, 503].contains(reply.status), "\(reply.text)")
            #expect(files.kept.files.isEmpty && files.kept.begun.isEmpty && files.kept.largestPiece > 0)
        }
        let slow = Pieces(pieces: [ByteBuffer(bytes: bytes.prefix(20_000))], ending: BodyTooSlow())
        let reply = try await house().send(
            .post, Self.path, as: .user, RequestBody(asyncSequence: slow), [("Content-Type", FormText.contentType)])
        #expect(reply.status == 408 && files.kept.begun.isEmpty)
    }

    @Test func aStoreThatFailsLeavesNothing() async throws {
        let files = ScriptedFiles(capacity: 2)
        let reply = try await house(files).send(
            Self.path, as: .user, FormText().file("Good.").file(String(repeating: "x", count: 20_000)))
        #expect(reply.status == 500 && files.kept.files.isEmpty && files.kept.begun.isEmpty)
    }

    @Test(arguments: [
        ("application/json", 415, "unsupported_media_type"), ("multipart/form-data", 415, "unsupported_media_type"),
        ("multipart/mixed; boundary=a", 415, "unsupported_media_type"), ("", 415, "unsupported_media_type"),
        ("multipart/form-data; boundary=other", 400, "invalid_multipart"),
    ])
    func refusesWhatSaysThatItIsNoForm(type: String, status: Int, code: String) async throws {
        let body = RequestBody(buffer: ByteBuffer(bytes: FormText().file("x").bytes))
        let reply = try await house().send(.post, Self.path, as: .user, body, [("Content-Type", type)])
        #expect(reply.status == status && reply.code == code && files.all.isEmpty)
    }

    @Test func refusesABodyThatIsTooLargeBeforeItComes() async throws {
        let reply = try await house().send(
            Self.path, as: .user, FormText().file("x"), [("Content-Length", "1000000001")])
        #expect(reply.status == 413 && reply.code == "body_too_large" && files.all.isEmpty)
    }

    /// What comes twice is kept twice: a key would promise otherwise.
    @Test func takesNoKey() async throws {
        let reply = try await house().send(Self.path, as: .user, FormText().file("x"), [("Idempotency-Key", "k-1")])
        #expect(reply.status == 422 && reply.code == "invalid_header" && files.all.isEmpty)
    }

    @Test func aTenantUploadsOnlySoMuchAtOnce() async throws {
        let house = try house(places: TenantPlaces(maximum: 1))
        let (begun, has) = (Signal(), Signal())
        let first = FormText().file("x").bytes
        let waiting = Waiting(first: ByteBuffer(bytes: first.prefix(20)), rest: ByteBuffer(bytes: first.dropFirst(20)))
        {
            begun.come()
            try await has.wait()
        }
        async let slow = house.send(
            .post, Self.path, as: .user, RequestBody(asyncSequence: waiting), [("Content-Type", FormText.contentType)])
        try await begun.wait()
        let second = try await house.send(Self.path, as: .user, FormText().file("x"))
        #expect(second.status == 503 && second.code == "overloaded")
        // What is no upload has places of its own.
        #expect(try await house.send(.get, Self.path, as: .user).status == 200)
        has.come()
        #expect(try await slow.status == 201)
        #expect(try await house.send(Self.path, as: .user, FormText().file("x")).status == 201)
    }

    @Test func listsTheCallersOwn() async throws {
        let house = try house()
        let names = ["a.txt", "b.txt", "c.txt"]
        for name in names { _ = try await house.send(Self.path, as: .user, FormText().file("x", filename: name)) }
        files.add(try file(user: "bert"))
        files.add(try file(purpose: .knowledge))
        files.add(try file(), to: TenantScope(tenant: Door.Person.rival.tenant))
        let first = try await house.send(.get, Self.path + "?limit=2", as: .user)
        let latest = files.all.filter { $0.user == Self.anna && names.contains($0.name) }.reversed().map(\.name)
        func shown(_ reply: House.Reply) -> [String] {
            reply.json?["files"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        }
        #expect(shown(first) == Array(latest.prefix(2)))
        let cursor = try #require(first.json?["next"]?.stringValue)
        let second = try await house.send(.get, Self.path + "?limit=2&cursor=\(cursor)", as: .user)
        #expect(shown(second) == Array(latest.suffix(1)) && second.json?["next"] == .null)
    }

    private func file(
        user: String = "anna", purpose: StoredFile.Purpose = .chat, name: String = "other.txt"
    ) throws -> StoredFile {
        StoredFile(
            purpose: purpose, user: try #require(UserID(user)), name: name, mediaType: .text, size: 1, digest: "")
    }

    /// Another user's, another tenant's and a document's file are as one that is not there.
    @Test func nobodyElsesFileIsThere() async throws {
        let house = try house()
        let own = try file()
        files.add(own)
        let foreign = [try file(user: "bert"), try file(purpose: .knowledge)]
        for file in foreign { files.add(file) }
        let rivals = try file()
        files.add(rivals, to: TenantScope(tenant: Door.Person.rival.tenant))
        var texts: Set<String> = []
        for id in (foreign + [rivals]).map(\.id.description) + [FileID().description, "x"] {
            for (method, end) in [(HTTPRequest.Method.get, ""), (.delete, ""), (.get, "/content")] {
                let reply = try await house.send(method, Self.path + "/" + id + end, as: .user)
                #expect(reply.status == 404 && reply.code == "not_found")
                texts.insert(reply.json?["detail"]?.stringValue ?? "")
            }
        }
        #expect(texts.count == 1 && files.all.count == 4)
        let shown = try await house.send(.get, Self.path + "/\(own.id)", as: .user)
        #expect(shown.status == 200 && shown.json == FileShape.json(own))
        #expect(try await house.send(.delete, Self.path + "/\(own.id)", as: .user).status == 204)
        #expect(try await house.send(.delete, Self.path + "/\(own.id)", as: .user).status == 404)
        #expect(files.all.count == 3)
    }

    /// Whatever it is, nothing of it is shown or run by a browser.
    @Test func aDownloadIsSavedUnderItsName() async throws {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let own = StoredFile(
            purpose: .chat, user: try #require(Self.anna), name: "hoá \"đơn\"; x=1.html", mediaType: .html,
            size: bytes.count, digest: "")
        files.add(own, bytes)
        let reply = try await house().send(.get, Self.path + "/\(own.id)/content", as: .user)
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "text/html" && reply.header("X-Content-Type-Options") == "nosniff")
        #expect(reply.header("Content-Security-Policy") == "default-src 'none'; sandbox")
        #expect(reply.header("Cache-Control") == "no-store" && reply.header("Content-Length") == "10000")
        #expect(
            reply.header("Content-Disposition")
                == "attachment; filename=\"ho_ ___n__ x_1.html\"; "
                + "filename*=UTF-8''ho%C3%A1%20%22%C4%91%C6%A1n%22%3B%20x%3D1.html")
        #expect(Array(reply.text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8))
    }

    @Test func aFileThatGoesWhileItIsReadHasNoEnd() async throws {
        let own = StoredFile(
            purpose: .chat, user: try #require(Self.anna), name: "a.txt", mediaType: .text, size: 10_000, digest: "")
        files.add(own, [UInt8](repeating: 0x61, count: 10_000))
        files.forget(afterReads: 1)
        await #expect(throws: FileDownload.Gone.self) {
            try await house().send(.get, Self.path + "/\(own.id)/content", as: .user)
        }
        let gone = try await house().send(.get, Self.path + "/\(own.id)/content", as: .user)
        #expect(gone.status == 404)
    }

    /// An administrator of the platform may have a token of a tenant without a row.
    @Test func aTenantThatIsNotThereKeepsNothing() async throws {
        let reply = try await house().send("/api/operations/files", as: .platform, FormText().file("x"))
        #expect(reply.status == 403 && reply.code == "tenant_unavailable" && files.all.isEmpty)
    }

    @Test func aNameIsEchoedAsJSON() async throws {
        let name = #"<script>"&'%s${x}"#
        let reply = try await house().send(
            Self.path, as: .user, FormText().file("x", filename: name.replacing("\"", with: "%22")))
        #expect(reply.status == 201 && reply.json?["files"]?.arrayValue?.first?["name"] == .string(name))
        #expect(reply.header("Content-Type") == "application/json; charset=utf-8")
    }
}

/// A body in pieces, and how it ends: whole, or by an error.
private struct Pieces: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let pieces: [ByteBuffer]
    var ending: (any Error)?

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: ArraySlice<ByteBuffer>
        let ending: (any Error)?

        mutating func next() async throws -> ByteBuffer? {
            if let piece = pieces.popFirst() { return piece }
            if let ending { throw ending }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces[...], ending: ending) }
}

/// A body whose second piece waits.
private struct Waiting: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let first: ByteBuffer
    let rest: ByteBuffer
    let wait: @Sendable () async throws -> Void

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: Waiting
        var count = 0

        mutating func next() async throws -> ByteBuffer? {
            count += 1
            if count == 1 { return body.first }
            if count > 2 { return nil }
            try await body.wait()
            return body.rest
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }
}
