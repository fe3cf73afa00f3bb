import HubCore
import Synchronization

/// Draws pages of PDFs by poppler's `pdftoppm`, one at a time, and keeps the latest.
package final class PopplerRenderer: PageRenderer {
    private struct PageKey: Hashable, Sendable {
        var digest: String
        var number: Int
    }

    private struct Document: Sendable {
        var file: MemoryFile
        var pages: Int
    }

    private struct State {
        var pictures: ByteCache<PageKey, [UInt8]>
        /// A tool reads the pages of a document one after another.
        var documents: ByteCache<String, Document>
    }

    private let limits: RenderingLimits
    private let poppler: Poppler
    private let places: Places
    private let state: Mutex<State>

    package init(limits: RenderingLimits = RenderingLimits()) {
        self.limits = limits
        poppler = Poppler(
            runner: ProgramRunner(concurrent: limits.concurrent), programBytes: limits.programBytes)
        places = Places(limits.concurrent)
        state = Mutex(
            State(pictures: ByteCache(limit: limits.cacheBytes), documents: ByteCache(limit: limits.cacheBytes)))
    }

    package func page(
        _ number: Int, of document: DocumentBytes, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        guard document.mediaType == .pdf else {
            throw DocumentFailure(
                .unsupported, "Pages are drawn of PDF files only, not of \(document.mediaType.rawValue).")
        }
        guard number >= 1 else { return nil }
        let key = PageKey(digest: document.digest, number: number)
        if let kept = kept(key) { return kept }
        let deadline = min(deadline, .after(limits.time))
        switch await places.take(by: deadline) {
        case .taken: break
        case .cancelled: throw DocumentFailure(ProgramFailure.cancelled)
        case .late: throw DocumentFailure(ProgramFailure.deadline)
        }
        defer { places.giveBack() }
        // Another call may have drawn it meanwhile.
        if let kept = kept(key) { return kept }
        let loaded = try await load(document, by: deadline)
        guard number <= loaded.pages else { return nil }
        let size = try await poppler.information(loaded.file, page: number, by: deadline).pageSize
        let picture = try await poppler.picture(loaded.file, page: number, pixels: pixels(size), by: deadline)
        state.withLock { $0.pictures.keep(picture, bytes: picture.count, for: key) }
        return picture
    }

    private func kept(_ key: PageKey) -> [UInt8]? { state.withLock { $0.pictures.value(key) } }

    private func load(
        _ document: DocumentBytes, by deadline: Deadline
    ) async throws(DocumentFailure) -> Document {
        if let kept = state.withLock({ $0.documents.value(document.digest) }) { return kept }
        let file = try await document.memoryFile(limit: limits.documentBytes)
        let loaded = Document(file: file, pages: try await poppler.information(file, by: deadline).pages)
        state.withLock { $0.documents.keep(loaded, bytes: file.size, for: document.digest) }
        return loaded
    }

    /// The longer side's.
    private func pixels(_ size: PDFInformation.Size?) -> Int {
        // Poppler rounds sides up.
        let most = limits.longestSide - 1
        guard let size else { return most }
        let wanted = (max(size.width, size.height) / 72 * limits.dotsPerInch).rounded()
        return wanted < Double(most) ? max(16, Int(wanted)) : most
    }
}
