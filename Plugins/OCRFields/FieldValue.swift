/// A field's value, and what it was read from.
package struct FieldValue: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// A text, an identifier, or a date as YYYY-MM-DD.
        case text(String)
        case integer(Int)
        case number(Double)
    }

    package var content: Content
    /// As ISO 4217 writes it; of money only, nil when the document does not say.
    package var currency: String?
    /// As it was read.
    package var text: String
    /// 0 to 1.
    package var confidence: Double
    package var page: Int
    /// On the page as it was given, in pixels.
    package var source: Box
}
