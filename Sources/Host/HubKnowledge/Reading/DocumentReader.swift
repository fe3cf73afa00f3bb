import HubCore

/// Turns a document of any kind that the hub takes in into text by its structure.
package struct DocumentReader: Sendable {
    private let limits: ReadingLimits
    private let pdf: PDFReader
    private let pages: (any PageReader)?

    /// `pages` nil: pictures and scans have no text.
    package init(
        limits: ReadingLimits = ReadingLimits(), runner: ProgramRunner, renderer: any PageRenderer,
        pages: (any PageReader)?
    ) {
        self.limits = limits
        self.pages = pages
        pdf = PDFReader(
            poppler: Poppler(runner: runner, programBytes: limits.programBytes), limits: limits, renderer: renderer,
            pages: pages)
    }

    func read(
        _ document: DocumentBytes, _ scope: TenantScope, language: Language?, by deadline: Deadline
    ) async throws(DocumentFailure) -> ReadDocument {
        let result: ReadDocument
        switch document.mediaType {
        case .pdf: result = try await pdf.read(document, scope, language: language, by: deadline)
        case .png, .jpeg, .tiff, .webP: result = try await picture(document, scope, language, by: deadline)
        case .docx:
            let bytes = try await document.all(limit: limits.documentBytes)
            result = try await OwnThread.run { [limits] () throws(DocumentFailure) in
                try DOCXReader.read(bytes, limits: limits)
            }
        case .html: result = try await text(document, HTMLReader.read)
        case .markdown: result = try await text(document, MarkdownReader.read)
        case .csv: result = try await text(document, CSVReader.read)
        case .text: result = try await text(document, PlainTextReader.read)
        case .other: throw DocumentFailure(.unsupported, "Nothing here reads files of this kind.")
        }
        guard result.blocks.count <= limits.blocks else {
            throw DocumentFailure(
                .tooLarge,
                "The document has \(result.blocks.count) headings, paragraphs and tables; at most \(limits.blocks) are read."
            )
        }
        let lines = result.blocks.reduce(0) { $0 + $1.lineCount }
        guard lines <= limits.lines else {
            throw DocumentFailure(
                .tooLarge, "The document has \(lines) lines and rows; at most \(limits.lines) are read.")
        }
        if result.isEmpty { throw DocumentFailure(.empty, "There is no text in the document.") }
        return result
    }

    private func text(
        _ document: DocumentBytes, _ read: @escaping @Sendable (String) -> ReadDocument
    ) async throws(DocumentFailure) -> ReadDocument {
        let bytes = try await document.all(limit: min(limits.documentBytes, limits.textBytes))
        return try await OwnThread.run { [limits] () throws(DocumentFailure) in
            let parts = Self.parts(of: bytes)
            guard parts <= limits.textParts else {
                throw DocumentFailure(
                    .tooLarge,
                    "The document has \(parts) lines, cells and tags; at most \(limits.textParts) are read.")
            }
            guard let encoding = TextEncoding.detect(bytes.prefix(MediaTypeSniffer.sampleBytes)) else {
                throw DocumentFailure(.broken, "The document is not text in UTF-8, UTF-16 or Windows-1258.")
            }
            return read(encoding.decode(bytes))
        }
    }

    /// How many pieces a reader will make of a text at the most: told by the characters that part them, before anything is
    /// made.
    private static func parts(of bytes: [UInt8]) -> Int {
        var count = 1
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): count += previous == UInt8(ascii: "\r") ? 0 : 1
            case UInt8(ascii: "\r"), UInt8(ascii: "<"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: ";"),
                UInt8(ascii: "\t"):
                count += 1
            case _: break
            }
            previous = byte
        }
        return count
    }

    private func picture(
        _ document: DocumentBytes, _ scope: TenantScope, _ language: Language?, by deadline: Deadline
    ) async throws(DocumentFailure) -> ReadDocument {
        guard let pages else {
            throw DocumentFailure(.empty, "The document is a picture, and no tool type here reads any (OCR_EXTRACT).")
        }
        let picture = try await document.all(limit: limits.documentBytes)
        let texts = try await pages.read(picture, scope, language: language, by: deadline)
        return ReadDocument(
            blocks: texts.enumerated().flatMap { PlainTextReader.paragraphs(CleanText.clean($1), page: $0 + 1) },
            pages: texts.count)
    }
}
