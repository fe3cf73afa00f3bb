import HTTPTypes
import HubCore

/// Why a file was not taken in.
enum FileRefusal: Error, Equatable {
    case misnamed
    case empty
    case unsupported
    /// It has more than so many bytes.
    case tooLarge(Int)
    /// The tenant's files would together have more than so many bytes.
    case storageFull(Int)

    private static let kinds = "PNG, JPEG, TIFF, WebP, PDF, DOCX, HTML, Markdown, CSV and plain text"

    var message: String {
        switch self {
        case .misnamed: "The file needs a name of 1 to \(FileName.maximumBytes) bytes."
        case .empty: "The file is empty."
        case .unsupported: "The file's bytes are of no kind that is taken in: \(Self.kinds)."
        case .tooLarge(let limit): "The file may have \(limit) bytes at the most."
        case .storageFull(let limit): "All files of the tenant together may have \(limit) bytes at the most."
        }
    }

    var problem: Problem {
        switch self {
        case .misnamed: .invalid("/file", message)
        case .empty, .unsupported: Problem(.unsupportedMediaType, "unsupported_file", message)
        case .tooLarge: Problem(.contentTooLarge, "file_too_large", message)
        case .storageFull: Problem(.conflict, "storage_full", message + " Delete some first.")
        }
    }

    var failure: DocumentFailure {
        switch self {
        case .misnamed, .unsupported: DocumentFailure(.unsupported, message)
        case .empty: DocumentFailure(.empty, message)
        case .tooLarge, .storageFull: DocumentFailure(.tooLarge, message)
        }
    }
}
