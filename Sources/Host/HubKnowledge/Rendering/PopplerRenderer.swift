import HubCore
import Synchronization

/// Draws pages of PDFs by poppler's `pdftoppm`, one at a time, and keeps the latest.
package final class PopplerRenderer: PageRenderer {
    private struct PageKey: Hashable, Sendable {
        var digest: String
        var number: Int
    }

    private struct State {
        var pictures: ByteCache<PageKey, [UInt8]>
        /// A tool reads the pages of a document one after another.
        var documents: ByteCache<String, MemoryFile>
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
        let file = try await file(document)
        let information = try await poppler.information(file, page: number, by: deadline)
        guard number <= information.pages else { return nil }
        let picture = try await poppler.picture(file, page: number, pixels: pixels(information.pageSize), by: deadline)
        state.withLock { $0.pictures.keep(picture, bytes: picture.count, for: key) }
        return picture
    }

    private func kept(_ key: PageKey) -> [UInt8]? { state.withLock { $0.pictures.value(key) } }

    private func file(_ document: DocumentBytes) async throws(DocumentFailure) -> MemoryFile {
        if let kept = state.withLock({ $0.documents.value(document.digest) }) { return kept }
        let file = try await document.memoryFile(limit: limits.documentBytes)
        state.withLock { $0.documents.keep(file, bytes: file.size, for: document.digest) }
        return file
    }

    /// The longer side's.
    private func pixels(_ size: PDFInformation.Size?) -> Int {
        guard let size else { return limits.longestSide }
        let wanted = max(size.width, size.height) / 72 * limits.dotsPerInch
        return max(16, wanted < Double(limits.longestSide) ? Int(wanted) : limits.longestSide)
    }
}
