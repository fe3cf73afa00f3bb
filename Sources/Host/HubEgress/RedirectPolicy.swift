/// What becomes of a response that points elsewhere. A 3xx without `Location` is a response as any other.
package enum RedirectPolicy: Sendable, Hashable {
    /// A redirect ends the request with an error of kind `redirect`.
    case refuse
    /// A redirect is a response as any other: whoever asked decides.
    case hand
    /// At most so many are followed, each checked like a first request; one more ends with an error of kind `redirect`.
    case follow(Int)
}
