/// The kinds of files that the hub keeps, known by their bytes and never by their names.
package enum MediaType: String, Sendable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case tiff = "image/tiff"
    case webP = "image/webp"
    case pdf = "application/pdf"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case html = "text/html"
    case markdown = "text/markdown"
    case csv = "text/csv"
    case text = "text/plain"
    /// What only tools make: none of these, so nothing that the hub takes in or reads.
    case other = "application/octet-stream"

    package var isImage: Bool {
        switch self {
        case .png, .jpeg, .tiff, .webP: true
        case .pdf, .docx, .html, .markdown, .csv, .text, .other: false
        }
    }
}
