import Foundation

/// A regular expression for a field's value. An administrator wrote it; still it is tried on short texts only, and
/// given up when it takes too long.
package struct ValuePattern: Sendable {
    package struct Problem: Error { package let message: String }

    /// In characters: no longer text is tried.
    private static let maximumText = 300
    private static let maximumSource = 500
    private static let patience: Duration = .milliseconds(50)

    package let source: String
    private let expression: NSRegularExpression

    package init(_ source: String) throws(Problem) {
        guard source.count <= Self.maximumSource else {
            throw Problem(message: "is longer than \(Self.maximumSource) characters")
        }
        do {
            expression = try NSRegularExpression(pattern: source)
        } catch {
            throw Problem(message: "is no regular expression")
        }
        self.source = source
    }

    /// Whether it asks for digits, so that letters that look like them may be taken for them.
    var wantsDigits: Bool { source.contains(#"\d"#) || source.contains("0-9") }

    /// The first match's first group, or all of it without a group; nil: there is none, or finding it takes too long.
    func match(in text: String) -> Range<String.Index>? {
        guard text.count <= Self.maximumText else { return nil }
        let end = ContinuousClock.now + Self.patience
        var found: Range<String.Index>?
        expression.enumerateMatches(
            in: text, options: [.reportProgress], range: NSRange(text.startIndex..., in: text)
        ) { match, _, stop in
            guard let match else {
                // Asked now and then while it looks.
                if ContinuousClock.now >= end { stop.pointee = true }
                return
            }
            let group = match.numberOfRanges > 1 && match.range(at: 1).location != NSNotFound ? 1 : 0
            found = Range(match.range(at: group), in: text)
            stop.pointee = true
        }
        return found?.isEmpty == true ? nil : found
    }
}
