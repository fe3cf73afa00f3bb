import HTTPTypes
import HubCore
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import HubServer

@Suite(.timeLimit(.minutes(1))) struct FileDownloadTests {
    /// Takes so many pieces and then nothing until its connection is closed, as a socket whose buffers are full.
    private struct FullWriter: ResponseBodyWriter {
        struct Closed: Error {}
        var room: Int
        let closed: Signal

        mutating func write(_ buffer: ByteBuffer) async throws {
            room -= 1
            if room >= 0 { return }
            try await closed.wait()
            throw Closed()
        }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    private let files = ScriptedFiles()

    private func download(
        _ timing: StreamTiming = .still, in places: TenantPlaces = .forDownloads(),
        _ closing: @escaping @Sendable () -> Void = {}
    ) throws -> FileDownload {
        let bytes = [UInt8](repeating: 0x61, count: 3 * ScriptedFiles.pieceBytes)
        let file = StoredFile(
            purpose: .chat, user: try #require(UserID("anna")), name: "a.txt", mediaType: .text, size: bytes.count,
            digest: "")
        files.add(file, bytes)
        return FileDownload(
            file: file, scope: Door.scope, files: files, place: try places.place(Door.scope),
            connection: ClientConnection(close: closing), timing: timing)
    }

    /// Its pieces are asked of the database when the request's own place is free again.
    @Test func holdsAPlaceUntilAllOfItIsSent() async throws {
        let places = TenantPlaces(maximum: 1)
        var response: Response? = try await download(in: places).response()
        #expect { _ = try places.place(Door.scope) } throws: { ($0 as? Problem)?.code == "overloaded" }
        // Another tenant's are its own.
        _ = try places.place(TenantScope(tenant: Door.Person.rival.tenant))
        try await response?.body.write(FullWriter(room: 3, closed: Signal()))
        response = nil
        _ = try places.place(Door.scope)
        // Also where nothing of it is sent.
        response = try await download(in: places).response()
        response = nil
        _ = try places.place(Door.scope)
    }

    @Test func aClientThatTakesNothingIsGivenUp() async throws {
        let closed = Signal()
        let stuck = Signal()
        let begin = ContinuousClock.now
        let pieces = Atomic(0)
        var timing = StreamTiming()
        // Time flies at the third piece.
        timing.now = { begin + .seconds(pieces.add(1, ordering: .relaxed).newValue) }
        timing.sleep = { [patience = timing.patience] end in
            if end < begin + .seconds(3) + patience { try await stuck.wait() }
        }
        let response = try await download(timing) { closed.come() }.response()
        await #expect(throws: FullWriter.Closed.self) {
            try await response.body.write(FullWriter(room: 2, closed: closed))
        }
    }

    @Test func aClientThatTakesAllOfItKeepsItsConnection() async throws {
        let isClosed = Atomic(false)
        let response = try await download { isClosed.store(true, ordering: .relaxed) }.response()
        try await response.body.write(FullWriter(room: 3, closed: Signal()))
        let wasClosed = isClosed.load(ordering: .relaxed)
        #expect(!wasClosed)
    }
}
