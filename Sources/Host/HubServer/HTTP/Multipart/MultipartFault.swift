import HTTPTypes

/// What is wrong with a body that should be multipart/form-data.
struct MultipartFault: Error, Equatable {
    /// A sentence without what the client sent.
    let message: String

    init(_ message: String) { self.message = message }
}

extension Problem {
    init(_ fault: MultipartFault) {
        self.init(
            .badRequest, "invalid_multipart", "The body must be multipart/form-data (RFC 7578): \(fault.message)")
    }

    static let notMultipart = Problem(
        .unsupportedMediaType, "unsupported_media_type",
        "The body must be files: Content-Type multipart/form-data with a boundary.")
}
