/// A JSON Pointer (RFC 6901): the way from a document's root to one of its values.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The pointer as it was written.
    public let description: String
    let tokens: [String]

    /// `""` is the whole document, `/a/0/b~1c` a value in it; nil when the text is neither.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.first?.isEmpty ?? true else { return nil }
        var tokens: [String] = []
        for part in parts.dropFirst() {
            let pieces = part.split(separator: "~", omittingEmptySubsequences: false)
            var token = String(pieces.first ?? "")
            for piece in pieces.dropFirst() {
                guard let escaped = ["0": "~", "1": "/"][piece.prefix(1)] else { return nil }
                token += escaped + piece.dropFirst()
            }
            tokens.append(token)
        }
        description = text
        self.tokens = tokens
    }
}
