import HubCore
import PluginABI

/// A plugin's request for vectors, read strictly: what is unknown or out of place is refused.
struct EmbeddingServiceRequest: Sendable, Equatable {
    /// Of the document: every byte of its texts may be escaped.
    static let maximumBytes = 6 * Int(AH_MAX_HTTP_BODY) + 4096

    /// What is wrong with a request; never a text's words.
    enum Problem: Error, Equatable {
        case malformed(String)
        case tooLarge
    }

    var purpose: EmbeddingRequest.Purpose
    var texts: [String]

    init(_ bytes: [UInt8]) throws(Problem) {
        let document: JSONValue
        do { document = try JSONValue(parsing: bytes) } catch { throw .malformed("the request is not JSON: \(error)") }
        guard let members = document.objectValue else { throw .malformed("the request is not an object") }
        if let unknown = members.keys.first(where: { $0 != "purpose" && $0 != "texts" }) {
            throw .malformed("the member \"\(unknown.prefix(64))\" is unknown")
        }
        guard let purpose = members["purpose"]?.stringValue.flatMap(EmbeddingRequest.Purpose.init) else {
            throw .malformed("purpose is neither \"document\" nor \"query\"")
        }
        guard let elements = members["texts"]?.arrayValue, !elements.isEmpty else {
            throw .malformed("texts is not a list of at least one")
        }
        if elements.count > Int(AH_MAX_TEXTS) { throw .tooLarge }
        let texts = elements.compactMap(\.stringValue)
        guard texts.count == elements.count, !texts.contains("") else {
            throw .malformed("a text is empty or none")
        }
        if texts.reduce(0, { $0 + $1.utf8.count }) > Int(AH_MAX_HTTP_BODY) { throw .tooLarge }
        self.purpose = purpose
        self.texts = texts
    }
}
