import HubCore
import Synchronization
import Testing

/// Files in memory, taken and given in pieces of four bytes.
final class ScriptedFiles: FileStore {
    struct Broken: Error {}

    static let pieceBytes = 4

    private struct State {
        var files: [FileID: (tenant: TenantID, file: StoredFile, bytes: [UInt8])] = [:]
        var reads = 0
        var isBroken = false
        /// Pieces of files that are begun and not finished.
        var begun: [FileID: [[UInt8]]] = [:]
    }

    private let state = Mutex(State())

    var reads: Int { state.withLock { $0.reads } }

    /// What is kept, by id.
    var kept: [FileID: (tenant: TenantID, file: StoredFile, bytes: [UInt8])] { state.withLock { $0.files } }
    var begun: Int { state.withLock { $0.begun.count } }

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

    func begin(_ scope: TenantScope, _ id: FileID) async throws {
        try state.withLock { state in
            if state.isBroken { throw Broken() }
            state.begun[id] = []
        }
    }

    func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws {
        try state.withLock { state in
            guard let pieces = state.begun[id], pieces.count == index,
                pieces.last.map({ $0.count == Self.pieceBytes }) ?? true, (1...Self.pieceBytes).contains(bytes.count)
            else {
                Issue.record("piece \(index) of \(bytes.count) bytes does not follow")
                throw Broken()
            }
            state.begun[id] = pieces + [bytes]
        }
    }

    func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool {
        state.withLock { state in
            let bytes = state.begun.removeValue(forKey: file.id)?.flatMap { $0 } ?? []
            if bytes.count != file.size { Issue.record("the file is not as it is described") }
            let used = state.files.values.filter { $0.tenant == scope.tenant }.map(\.file.size).reduce(0, +)
            if used + file.size > quota { return false }
            state.files[file.id] = (scope.tenant, file, bytes)
            return true
        }
    }

    func remove(_ scope: TenantScope, id: FileID) async throws -> Bool {
        try Task.checkCancellation()
        return state.withLock { state in
            let begun = state.begun.removeValue(forKey: id)
            return state.files.removeValue(forKey: id) != nil || begun != nil
        }
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
