import PluginSDK

/// The pages of a document: where each comes from. Only a PDF's do not have to be read before their number is known.
struct DocumentSource: Sendable {
    enum Content: Sendable {
        /// A file of one or (TIFF) several pages, whole.
        case image([UInt8], ImageKind)
        /// Pages are blobs of their own.
        case pdf
    }

    let file: String
    let content: Content
    /// Those to read, in order; of a PDF some may not be there.
    let pages: [Int]
    /// What the reader of the result must know: pages that were left out.
    let warnings: [String]
    private let maximumBytes: Int

    /// Opens the document of a request. Waits for the host.
    init(_ request: OCRRequest, call: Call, maximumBytes: Int, maximumPages: Int, limits: ImageLimits) throws(ToolError)
    {
        file = request.file
        self.maximumBytes = maximumBytes
        let head = try call.blobs.readWaiting(request.file, offset: 0, length: BlobService.maximumPiece)
        guard !head.isEmpty else { throw ToolError(.invalidInput, "The file is empty.") }
        guard let kind = ImageKind(head: head) else {
            throw ToolError(
                .invalidInput, "The file is neither an image that can be read (PNG, JPEG, TIFF, WebP) nor a PDF.")
        }
        // How many pages there are at least; nil: as many as a PDF gives.
        let known: Int?
        var isCut = false
        switch kind {
        case .pdf:
            content = .pdf
            known = nil
        case .tiff:
            let bytes = try Self.rest(of: request.file, after: head, call: call, maximumBytes: maximumBytes)
            content = .image(bytes, kind)
            // A page beyond those that may be read is only counted.
            let last = request.pages.last.map { max($0, maximumPages) } ?? maximumPages
            let directories = try TIFFDirectories(bytes, maximum: min(last, 1000), limits: limits)
            known = directories.pages.count
            isCut = directories.isCut
        case .png, .jpeg, .webP:
            content = .image(
                try Self.rest(of: request.file, after: head, call: call, maximumBytes: maximumBytes), kind)
            known = 1
        }
        let wanted = request.pages.numbers(upTo: known ?? maximumPages)
        if let known, let missing = wanted.first(where: { $0 > known }) {
            throw ToolError(
                .invalidInput, "The document has \(known) page\(known == 1 ? "" : "s"); page \(missing) was asked for.")
        }
        pages = Array(wanted.prefix(maximumPages))
        if wanted.count > maximumPages {
            warnings = [
                "Only \(maximumPages) of the \(wanted.count) pages were read, the most that this tool reads at once."
            ]
        } else if isCut, request.pages == .all {
            warnings = ["Only the first \(maximumPages) pages were read, the most that this tool reads at once."]
        } else {
            warnings = []
        }
    }

    private static func rest(
        of file: String, after head: [UInt8], call: Call, maximumBytes: Int
    ) throws(ToolError) -> [UInt8] {
        var bytes = head
        var piece = head.count
        while piece == BlobService.maximumPiece {
            guard bytes.count <= maximumBytes else { break }
            let next = try call.blobs.readWaiting(file, offset: bytes.count, length: BlobService.maximumPiece)
            piece = next.count
            bytes += next
        }
        guard bytes.count <= maximumBytes else {
            throw ToolError(.tooLarge, "The image is larger than \(maximumBytes) bytes, the most that this tool reads.")
        }
        return bytes
    }

    /// Decodes a page; nil: the PDF has no such page.
    func picture(page: Int, call: Call, decoder: ImageDecoder) throws(ToolError) -> Picture? {
        switch content {
        case .image(let bytes, let kind): return try decoder.picture(bytes, kind: kind, index: page - 1)
        case .pdf:
            let blob = "\(file)/page/\(page)"
            let head: [UInt8]
            do throws(ToolError) {
                head = try call.blobs.readWaiting(blob, offset: 0, length: BlobService.maximumPiece)
            } catch {
                guard error.code == .notFound else { throw error }
                return nil
            }
            guard let kind = ImageKind(head: head), kind != .pdf else {
                throw ToolError(.internal, "The host gave a page of the PDF that is no image.")
            }
            return try decoder.picture(
                try Self.rest(of: blob, after: head, call: call, maximumBytes: maximumBytes), kind: kind)
        }
    }
}

extension PageSelection {
    fileprivate var last: Int? {
        switch self {
        case .all: nil
        case .some(let pages): pages.last
        }
    }

    fileprivate func numbers(upTo known: Int) -> [Int] {
        switch self {
        case .all: Array(1...max(1, known))
        case .some(let pages): pages
        }
    }
}
