import HubCore
import Synchronization
import Testing

/// Files in memory, given in pieces of four bytes; what the engine has no business calling fails the test.
final class ScriptedFiles: FileStore {
    struct Broken: Error {}

    static let pieceBytes = 4

    private struct State {
        var files: [FileID: (tenant: TenantID, file: StoredFile, bytes: [UInt8])] = [:]
        var reads = 0
        var isBroken = false
    }

    private let state = Mutex(State())

    var reads: Int { state.withLock { $0.reads } }

    func fail() { state.withLock { $0.isBroken = true } }

    func add(
        _ text: String, named name: String = "scan.png", _ type: MediaType = .png, of caller: Caller = World.caller,
        for purpose: StoredFile.Purpose = .chat
    ) -> StoredFile {
        let bytes = Array(text.utf8)
        let file = StoredFile(
            purpose: purpose, user: caller.user, name: name, mediaType: type, size: bytes.count, digest: "d-\(name)")
        state.withLock { $0.files[file.id] = (caller.scope.tenant, file, bytes) }
        return file
    }

    func file(_ scope: TenantScope, id: FileID) async throws -> StoredFile? {
        try state.withLock { state in
            if state.isBroken { throw Broken() }
            guard let kept = state.files[id], kept.tenant == scope.tenant else { return nil }
            return kept.file
        }
    }

    func read(_ scope: TenantScope, id: FileID, offset: Int, length: Int) async throws -> [UInt8]? {
        try state.withLock { state in
            if state.isBroken { throw Broken() }
            state.reads += 1
            guard let kept = state.files[id], kept.tenant == scope.tenant else { return nil }
            return Array(kept.bytes.dropFirst(offset).prefix(min(length, Self.pieceBytes)))
        }
    }

    func begin(_ scope: TenantScope, _ id: FileID) async throws { Issue.record("The engine writes no files.") }

    func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws {
        Issue.record("The engine writes no files.")
    }

    func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool {
        Issue.record("The engine writes no files.")
        return false
    }

    func remove(_ scope: TenantScope, id: FileID) async throws -> Bool {
        Issue.record("The engine removes no files.")
        return false
    }
}

/// Pages that are their numbers, up to a last one.
struct ScriptedPages: PageRenderer {
    var last = 3

    func page(
        _ number: Int, of document: DocumentBytes, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        number <= last ? Array("page \(number) of \(document.digest)".utf8) : nil
    }
}
