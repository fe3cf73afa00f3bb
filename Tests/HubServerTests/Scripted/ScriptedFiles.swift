import FoundationEssentials
import HubCore
import HubServer
import Synchronization
import Testing

/// Files in memory, which keep the rules of their seam.
final class ScriptedFiles: FileStore, FileCatalog {
    struct Refused: Error {}

    struct Kept {
        /// Pieces of files that are begun and not finished.
        var begun: [FileID: [[UInt8]]] = [:]
        var files: [FileID: (scope: TenantScope, file: StoredFile, bytes: [UInt8])] = [:]
        var largestPiece = 0
        var readsLeft = Int.max
    }

    static let pieceBytes = 4096

    private let state = Mutex(Kept())
    /// Pieces that are taken before the store fails.
    private let capacity: Int

    init(capacity: Int = .max) { self.capacity = capacity }

    var kept: Kept { state.withLock { $0 } }

    /// All finished files, the oldest first.
    var all: [StoredFile] { kept.files.values.map(\.file).sorted { $0.id.description < $1.id.description } }

    func bytes(of id: FileID) -> [UInt8]? { kept.files[id]?.bytes }

    func add(_ file: StoredFile, to scope: TenantScope = Door.scope, _ bytes: [UInt8] = []) {
        state.withLock { $0.files[file.id] = (scope, file, bytes) }
    }

    /// Forgets a file after so many pieces of it were read.
    func forget(afterReads reads: Int) { state.withLock { $0.readsLeft = reads } }

    func begin(_ scope: TenantScope, _ id: FileID) async throws { state.withLock { $0.begun[id] = [] } }

    func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws {
        try state.withLock { state in
            guard let pieces = state.begun[id], pieces.count == index,
                pieces.last.map({ $0.count == Self.pieceBytes }) ?? true, (1...Self.pieceBytes).contains(bytes.count)
            else {
                Issue.record("piece \(index) of \(bytes.count) bytes does not follow")
                throw Refused()
            }
            if pieces.count == capacity { throw Refused() }
            state.largestPiece = max(state.largestPiece, bytes.count)
            state.begun[id] = pieces + [bytes]
        }
    }

    func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool {
        try state.withLock { state in
            guard let bytes = state.begun.removeValue(forKey: file.id)?.flatMap({ $0 }), bytes.count == file.size else {
                Issue.record("the file is not as it is described")
                throw Refused()
            }
            let used = state.files.values.filter { $0.scope == scope }.map(\.file.size).reduce(0, +)
            if used + file.size > quota { return false }
            state.files[file.id] = (scope, file, bytes)
            return true
        }
    }

    func file(_ scope: TenantScope, id: FileID) async throws -> StoredFile? {
        state.withLock { state in state.files[id].flatMap { $0.scope == scope ? $0.file : nil } }
    }

    func read(_ scope: TenantScope, id: FileID, offset: Int, length: Int) async throws -> [UInt8]? {
        state.withLock { state in
            guard let kept = state.files[id], kept.scope == scope, state.readsLeft > 0 else { return nil }
            state.readsLeft -= 1
            return Array(kept.bytes.dropFirst(offset).prefix(min(length, Self.pieceBytes)))
        }
    }

    func remove(_ scope: TenantScope, id: FileID) async throws -> Bool {
        try Task.checkCancellation()
        return state.withLock { state in
            let begun = state.begun.removeValue(forKey: id)
            return state.files.removeValue(forKey: id) != nil || begun != nil
        }
    }

    func files(
        _ scope: TenantScope, user: UserID, purpose: StoredFile.Purpose, before: FileID?, limit: Int
    ) async throws -> [StoredFile] {
        let own = kept.files.values.filter {
            $0.scope == scope && $0.file.user == user && $0.file.purpose == purpose
                && $0.file.id.description < before?.description ?? "z"
        }
        return Array(own.map(\.file).sorted { $0.id.description > $1.id.description }.prefix(limit))
    }

    func usage(_ scope: TenantScope) async throws -> (files: Int, bytes: Int) {
        Issue.record("the usage is the store's to know")
        throw Refused()
    }

    func removeAbandoned(begunBefore: Date, chatFilesBefore expiry: Date) async throws -> Int {
        Issue.record("requests clean nothing up")
        throw Refused()
    }
}
