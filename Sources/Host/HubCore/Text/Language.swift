/// The languages that the product speaks.
package enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case vietnamese = "vi"
}
