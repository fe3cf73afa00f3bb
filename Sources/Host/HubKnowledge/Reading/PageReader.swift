import HubCore

/// Reads text off a picture.
package protocol PageReader: Sendable {
    /// The text of each page of the picture (TIFF has several), empty where nothing is written.
    /// `language`: what it is written in; nil: not known.
    func read(
        _ picture: [UInt8], _ scope: TenantScope, language: Language?, by deadline: Deadline
    ) async throws(DocumentFailure) -> [String]
}
