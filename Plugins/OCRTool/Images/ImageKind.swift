/// What a file is, told by its first bytes.
enum ImageKind: Sendable, Hashable {
    case png, jpeg, tiff, webP, pdf

    /// Nil: none of these.
    init?(head: some Collection<UInt8>) {
        let head = Array(head.prefix(1024))
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if head.starts(with: [0x49, 0x49, 42, 0]) || head.starts(with: [0x4D, 0x4D, 0, 42]) {
            self = .tiff
        } else if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            self = .webP
        } else if Self.holds(Array("%PDF-".utf8), in: head) {
            self = .pdf
        } else {
            return nil
        }
    }

    /// A PDF's mark may have something before it, within the first kilobyte.
    private static func holds(_ mark: [UInt8], in head: [UInt8]) -> Bool {
        head.indices.contains { head[$0...].starts(with: mark) }
    }
}
