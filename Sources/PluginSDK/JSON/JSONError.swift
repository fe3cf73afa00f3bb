/// Why a text is not a JSON document.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in words.
    public let reason: String
    /// Where, in bytes from the start of the text.
    public let offset: Int

    /// The reason and the place, without any of the text.
    public var description: String { "\(reason) (byte \(offset))" }
}
