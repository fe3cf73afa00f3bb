/// An ECMA-262 regular expression (with the `u` flag), compiled once and matched many times from any thread.
///
/// Matching takes time in proportion to the pattern's size times the text's length whatever the pattern, since a
/// state of the search that failed once is not tried again. Only back-references need more, which the effort bounds.
/// (PCRE2's match limit is no such bound: it starts anew at each place where a match might begin, and the scans of
/// look-aheads do not count.)
package final class Pattern: Sendable {
    /// In bytes of UTF-8.
    package static let maximumLength = 8192

    package enum Outcome: Sendable {
        case matched
        case unmatched
        /// The effort was spent before an answer was found.
        case exhausted
    }

    package let source: String
    private let program: PatternProgram

    /// In instructions.
    var size: Int { program.instructions.count }

    package init(_ source: String) throws(PatternError) {
        guard source.utf8.count <= Self.maximumLength else { throw PatternError(reason: .tooLong, offset: 0) }
        var parser = PatternParser(source)
        let term = try parser.parse()
        var compiler = PatternCompiler(parser)
        program = try compiler.compile(term)
        self.source = source
    }

    /// Whether the pattern matches anywhere in the text. `effort` counts down, about one a code point and step.
    package func match(in text: String, effort: inout Int) -> Outcome {
        var text = text
        return text.withUTF8 { bytes in
            // SAFETY: the matcher lives inside this closure only, and so within the buffer's life.
            var matcher = PatternMatcher(program: program, text: bytes, effort: effort)
            let outcome = matcher.search()
            effort = max(0, matcher.effort)
            return outcome
        }
    }
}
