/// Makes pictures of a document's pages, for tools that read pictures.
package protocol PageRenderer: Sendable {
    /// The page, which counts from 1, as PNG in shades of grey; nil past the last page.
    /// `document` reads up to `length` bytes from `offset`.
    func page(
        _ number: Int, of document: DocumentBytes, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]?
}

/// A document's bytes, wherever they are kept.
package struct DocumentBytes: Sendable {
    package var mediaType: MediaType
    /// Bytes.
    package var size: Int
    /// SHA-256 in hexadecimal: the same document has the same pages.
    package var digest: String
    /// Up to `length` bytes from `offset`; fewer only at the end.
    package var read: @Sendable (_ offset: Int, _ length: Int) async throws -> [UInt8]

    package init(
        mediaType: MediaType, size: Int, digest: String,
        read: @escaping @Sendable (_ offset: Int, _ length: Int) async throws -> [UInt8]
    ) {
        self.mediaType = mediaType
        self.size = size
        self.digest = digest
        self.read = read
    }
}

/// Why nothing could be read from a document: a code for programs and a sentence for whoever uploaded it.
package struct DocumentFailure: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        /// Its bytes are not what its type promises.
        case broken
        /// It asks for a password.
        case encrypted
        /// Over a limit of size, pages, pixels, or of what it unpacks to.
        case tooLarge = "too_large"
        /// There is no text in it.
        case empty
        /// Of a type that nothing here reads.
        case unsupported
        /// It took too long.
        case deadline
        /// A part that is needed is not there or failed; later it may work.
        case unavailable
        case cancelled
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
