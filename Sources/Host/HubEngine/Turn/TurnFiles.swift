import FoundationEssentials
import HubCore
import Logging

/// The files that turns name and tools read: their users' own.
struct TurnFiles: Sendable {
    /// nil: no files are kept here, and none is found.
    var store: (any FileStore)?
    /// nil: documents have no pages to be read as pictures.
    var pages: (any PageRenderer)?

    init(store: (any FileStore)? = nil, pages: (any PageRenderer)? = nil) {
        self.store = store
        self.pages = pages
    }

    /// The named files in their order, each once; nil where one of them is not the caller's own.
    func attachments(_ ids: [FileID], of caller: Caller) async throws -> [FileAttachment]? {
        var attachments: [FileAttachment] = []
        for id in ids where !attachments.contains(where: { $0.id == id }) {
            guard let file = try await file(id, of: caller) else { return nil }
            attachments.append(FileAttachment(file))
        }
        return attachments
    }

    /// The caller's own file that was uploaded for the chat; nil: there is none of this id.
    func file(_ id: FileID, of caller: Caller) async throws -> StoredFile? {
        guard let file = try await store?.file(caller.scope, id: id), file.user == caller.user, file.purpose == .chat
        else { return nil }
        return file
    }

    /// What takes the files that a turn's tools make for its caller; nil: nothing is kept here.
    func made(
        for caller: Caller, limits: MadeFiles.Limits, logger: Logger, now: @escaping @Sendable () -> Date
    ) -> MadeFiles? {
        store.map { MadeFiles(store: $0, caller: caller, limits: limits, logger: logger, now: now) }
    }

    /// What the caller's tools may read in one turn.
    func blobs(of caller: Caller) -> TurnBlobs? { store.map { TurnBlobs(files: self, store: $0, caller: caller) } }
}
