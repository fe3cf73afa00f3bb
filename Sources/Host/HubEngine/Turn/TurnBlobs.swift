import HubCore
import Synchronization

/// The files of a turn's caller, and the pages of those that have any, for the turn's tools: nobody else's are found.
final class TurnBlobs: ToolBlobs {
    /// Pages that are kept after they were made, since a tool reads each in pieces.
    private static let keptPages = 4
    /// Files whose descriptions are kept.
    private static let keptFiles = 32

    /// What an id names.
    private enum Name: Hashable {
        case file(FileID)
        case page(FileID, Int)
    }

    private struct Kept {
        var files: [FileID: StoredFile] = [:]
        /// The oldest first.
        var pages: [(name: Name, bytes: [UInt8])] = []
    }

    private let files: TurnFiles
    private let store: any FileStore
    private let caller: Caller
    private let kept = Mutex(Kept())

    init(files: TurnFiles, store: any FileStore, caller: Caller) {
        self.files = files
        self.store = store
        self.caller = caller
    }

    func read(
        _ id: String, offset: Int, length: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        guard offset >= 0, length > 0, let name = Self.name(id) else { return nil }
        switch name {
        case .file(let id):
            guard let file = try await file(id) else { return nil }
            return try await bytes(of: file, offset, length, by: deadline)
        case .page(let id, let number):
            guard let file = try await file(id), file.mediaType == .pdf,
                let page = try await page(number, of: file, named: name, by: deadline)
            else { return nil }
            return Array(page.dropFirst(offset).prefix(length))
        }
    }

    /// `ID` or `ID/page/N`.
    private static func name(_ text: String) -> Name? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let id = FileID(String(parts[0])) else { return nil }
        if parts.count == 1 { return .file(id) }
        guard parts.count == 3, parts[1] == "page", let number = Int(parts[2]), number > 0 else { return nil }
        return .page(id, number)
    }

    private func file(_ id: FileID) async throws(DocumentFailure) -> StoredFile? {
        if let known = kept.withLock({ $0.files[id] }) { return known }
        do {
            guard let file = try await files.file(id, of: caller) else { return nil }
            kept.withLock { if $0.files.count < Self.keptFiles { $0.files[id] = file } }
            return file
        } catch {
            throw Self.unreadable(error)
        }
    }

    /// Piece by piece, since a store gives no more at once.
    private func bytes(
        of file: StoredFile, _ offset: Int, _ length: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        let end = offset < file.size ? offset + min(length, file.size - offset) : offset
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end - offset)
        while offset + bytes.count < end {
            if deadline.hasPassed { throw DocumentFailure(.deadline, "The file could not be read in time.") }
            let piece: [UInt8]?
            do {
                piece = try await store.read(
                    caller.scope, id: file.id, offset: offset + bytes.count, length: end - offset - bytes.count)
            } catch {
                throw Self.unreadable(error)
            }
            // It was removed meanwhile.
            guard let piece, !piece.isEmpty else { return nil }
            bytes += piece
        }
        return bytes
    }

    private func page(
        _ number: Int, of file: StoredFile, named name: Name, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        if let made = kept.withLock({ kept in kept.pages.first { $0.name == name }?.bytes }) { return made }
        guard let renderer = files.pages else {
            throw DocumentFailure(.unavailable, "The pages of documents cannot be read as pictures here.")
        }
        let document = DocumentBytes(mediaType: file.mediaType, size: file.size, digest: file.digest) {
            offset, length in
            guard let bytes = try await self.bytes(of: file, offset, length, by: deadline) else {
                throw DocumentFailure(.unavailable, "The file is no longer there.")
            }
            return bytes
        }
        guard let page = try await renderer.page(number, of: document, by: deadline) else { return nil }
        kept.withLock { kept in
            kept.pages.removeAll { $0.name == name }
            kept.pages.append((name, page))
            if kept.pages.count > Self.keptPages { kept.pages.removeFirst() }
        }
        return page
    }

    private static func unreadable(_ error: any Error) -> DocumentFailure {
        if Task.isCancelled || error is CancellationError {
            return DocumentFailure(.cancelled, "The turn was cancelled.")
        }
        return DocumentFailure(.unavailable, "The file cannot be read at the moment.")
    }
}
