/// What pictures of pages may cost.
package struct RenderingLimits: Sendable, Hashable {
    /// What recognition of text wants; a page that would be longer than `longestSide` has fewer.
    package var dotsPerInch = 300.0
    /// Pixels; A4 at 300 dots an inch is 3508 long.
    package var longestSide = 3600
    /// Pages that are drawn at once.
    package var concurrent = 2
    /// For one page.
    package var time = Duration.seconds(30)
    /// Bytes of the pictures that are kept, and of the documents.
    package var cacheBytes = 64 << 20
    /// Bytes of a document.
    package var documentBytes = 100 << 20
    /// Address space of a program that draws, in bytes.
    package var programBytes = 1 << 30

    package init() {}
}
