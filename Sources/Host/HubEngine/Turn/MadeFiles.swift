import FoundationEssentials
import HubCore
import Logging
import Synchronization

/// The files that the tools of one turn made: its caller's own, from the moment that a result names them. They stay with the answer,
/// and go when there is none.
final class MadeFiles: ToolFiles {
    struct Limits: Sendable {
        /// Bytes of one file, and of all of the tenant's.
        var file: Int
        var storage: Int

        init(file: Int, storage: Int) {
            self.file = file
            self.storage = storage
        }

        init(_ tenant: Tenant, otherwise limits: EngineLimits) {
            file = tenant.settings.limits.fileBytes ?? limits.fileBytes
            storage = tenant.settings.limits.storageBytes ?? limits.storageBytes
        }
    }

    private let store: any FileStore
    private let caller: Caller
    private let limits: Limits
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let kept = Mutex<[FileAttachment]>([])

    init(
        store: any FileStore, caller: Caller, limits: Limits, logger: Logger, now: @escaping @Sendable () -> Date
    ) {
        self.logger = logger
        self.store = store
        self.caller = caller
        self.limits = limits
        self.now = now
    }

    /// In the order in which they were kept.
    var attachments: [FileAttachment] { kept.withLock { $0 } }

    func keep(_ blobs: [ToolBlob], by deadline: Deadline) async throws(ToolFailure) {
        if blobs.contains(where: { $0.bytes.count > limits.file }) {
            throw ToolFailure(.tooLarge, "A file may have \(limits.file) bytes at the most.")
        }
        var files: [FileAttachment] = []
        for blob in blobs {
            do throws(ToolFailure) {
                files.append(FileAttachment(try await keep(blob, by: deadline)))
            } catch {
                await remove(blobs.prefix(files.count + 1).map(\.id))
                throw error
            }
        }
        kept.withLock { $0 += files }
    }

    /// Forgets them all: there is no answer that shows them.
    func discard() async {
        let ids = kept.withLock { kept in
            defer { kept = [] }
            return kept.map(\.id)
        }
        await remove(ids)
    }

    private func keep(_ blob: ToolBlob, by deadline: Deadline) async throws(ToolFailure) -> StoredFile {
        let file = StoredFile(
            id: blob.id, purpose: .chat, user: caller.user, name: Self.name(of: blob),
            mediaType: MediaTypeSniffer.mediaType(of: blob.bytes, name: Self.name(of: blob)) ?? .other,
            size: blob.bytes.count, digest: blob.digest, createdAt: now())
        let isKept: Bool
        do {
            try await store.begin(caller.scope, file.id)
            let piece = type(of: store).pieceBytes
            for (index, start) in stride(from: 0, to: blob.bytes.count, by: piece).enumerated() {
                if deadline.hasPassed { throw ToolFailure(.deadline, "The file could not be kept in time.") }
                try await store.append(
                    caller.scope, file.id, index: index, Array(blob.bytes[start...].prefix(piece)))
            }
            isKept = try await store.finish(caller.scope, file, quota: limits.storage)
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            if Task.isCancelled || error is CancellationError {
                throw ToolFailure(.cancelled, "The turn was cancelled.")
            }
            throw ToolFailure(.unavailable, "The file cannot be kept at the moment.")
        }
        guard isKept else {
            throw ToolFailure(
                .tooLarge, "All files of the tenant together may have \(limits.storage) bytes at the most.")
        }
        return file
    }

    /// In a task of its own, since that of the turn may be cancelled. What a store that fails leaves is removed when it has been there for
    /// long.
    private func remove(_ ids: [FileID]) async {
        guard !ids.isEmpty else { return }
        await Task { [store, caller, logger] in
            for id in ids {
                do { _ = try await store.remove(caller.scope, id: id) } catch {
                    logger.error("A tool's file was not removed.", metadata: ["type": "\(type(of: error))"])
                }
            }
        }.value
    }

    /// What its result calls it, where that is a name; else one by the tool's word for what it is.
    private static func name(of blob: ToolBlob) -> String {
        if let name = blob.name.flatMap(FileName.init) { return name.text }
        let ending =
            switch blob.mediaType {
            case "image/png": ".png"
            case "image/jpeg": ".jpg"
            case "image/tiff": ".tiff"
            case "image/webp": ".webp"
            case "application/pdf": ".pdf"
            case "text/html": ".html"
            case "text/markdown": ".md"
            case "text/csv": ".csv"
            case "text/plain": ".txt"
            case "application/json": ".json"
            case "application/zip": ".zip"
            case "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx"
            case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx"
            case _: ""
            }
        return "file" + ending
    }
}
