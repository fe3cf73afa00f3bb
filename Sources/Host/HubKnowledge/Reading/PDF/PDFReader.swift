import HubCore

/// PDFs: the text layer page by page, and pages that have none as pictures.
struct PDFReader: Sendable {
    let poppler: Poppler
    let limits: ReadingLimits
    let renderer: any PageRenderer
    let pages: (any PageReader)?

    /// Letters and digits of a page below which it is taken for a scan that a program stamped.
    private static let fewCharacters = 20

    func read(
        _ document: DocumentBytes, _ scope: TenantScope, language: Language?, by deadline: Deadline
    ) async throws(DocumentFailure) -> ReadDocument {
        let file = try await document.memoryFile(limit: limits.documentBytes)
        let information = try await poppler.information(file, by: deadline)
        guard information.pages <= limits.pages else {
            throw DocumentFailure(
                .tooLarge, "The PDF has \(information.pages) pages; at most \(limits.pages) are read.")
        }
        guard information.pages > 0 else { throw DocumentFailure(.empty, "The PDF has no pages.") }
        var texts = try await poppler.text(
            file, pages: information.pages, limit: limits.textBytes, by: deadline)
        while texts.count < information.pages { texts.append("") }
        try await readScans(&texts, document, scope, language, by: deadline)
        var result = ReadDocument(title: information.title, pages: information.pages)
        for (index, text) in texts.enumerated() {
            result.blocks += PlainTextReader.paragraphs(CleanText.clean(text), page: index + 1)
        }
        if result.isEmpty, pages == nil {
            throw DocumentFailure(
                .empty, "The PDF has no text layer, and no tool type here reads pictures of pages (OCR_EXTRACT).")
        }
        return result
    }

    private func readScans(
        _ texts: inout [String], _ document: DocumentBytes, _ scope: TenantScope, _ language: Language?,
        by deadline: Deadline
    ) async throws(DocumentFailure) {
        guard let pages else { return }
        let scans = texts.indices.filter { Self.characters(texts[$0]) < Self.fewCharacters }
        guard scans.count <= limits.scannedPages else {
            throw DocumentFailure(
                .tooLarge,
                "\(scans.count) pages of the PDF have no text layer; at most \(limits.scannedPages) are read as pictures."
            )
        }
        for index in scans {
            do throws(DocumentFailure) {
                guard let picture = try await renderer.page(index + 1, of: document, by: deadline) else { continue }
                let text = try await pages.read(picture, scope, language: language, by: deadline)
                    .joined(separator: "\n\n")
                if Self.characters(text) > Self.characters(texts[index]) { texts[index] = text }
            } catch {
                // The few words that there are may be all that the page has.
                let isTold = Self.characters(texts[index]) > 0
                switch error.code {
                case .cancelled: throw error
                case .deadline, .unavailable: if !isTold || deadline.hasPassed { throw error }
                // Nothing can be seen on a page of one kind or another; the others may be fine.
                case .broken, .empty, .unsupported, .tooLarge, .encrypted: break
                }
            }
        }
    }

    private static func characters(_ text: String) -> Int {
        text.unicodeScalars.count { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
}
