import PluginSDK

/// A row's URL, taken apart once: a fixed origin, path segments and query members that may take arguments.
struct Endpoint {
    /// A query member; its name and its literals are encoded already.
    struct Member {
        let name: String
        let value: TemplateText
    }

    let origin: Origin
    /// What stands between the slashes of the path; literals are encoded already.
    let segments: [TemplateText]
    let members: [Member]

    init(_ text: String) throws(ConfigurationProblem) {
        do throws(TemplateText.Problem) {
            let (origin, rest) = try Origin.split(text)
            self.origin = origin
            guard !rest.contains("#") else { throw TemplateText.Problem(message: "it has a fragment (#)") }
            let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            segments = try Self.segments(of: parts.first ?? "")
            members = try Self.members(of: parts.count > 1 ? parts[1] : "")
        } catch {
            throw ConfigurationProblem(at: "/endpoint", "The endpoint is not usable: \(error.message).")
        }
    }

    /// The arguments that the path and the query take.
    var placeholders: [String] { segments.flatMap(\.placeholders) + members.flatMap(\.value.placeholders) }

    private static func segments(of path: Substring) throws(TemplateText.Problem) -> [TemplateText] {
        var segments: [TemplateText] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let segment = try TemplateText(part)
            let literal = try checkedLiteral(of: segment)
            if segment.placeholders.isEmpty, PathSegment.hasDots(literal) {
                throw TemplateText.Problem(message: "its path has a segment of dots (\(part))")
            }
            segments.append(segment)
        }
        return segments
    }

    private static func members(of query: Substring) throws(TemplateText.Problem) -> [Member] {
        var members: [Member] = []
        for part in query.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try TemplateText(sides[0])
            let value = try TemplateText(sides.count > 1 ? sides[1] : "")
            guard name.placeholders.isEmpty else {
                throw TemplateText.Problem(message: "a placeholder stands in a query member's name (\(part))")
            }
            _ = try (checkedLiteral(of: name), checkedLiteral(of: value))
            members.append(Member(name: String(sides[0]), value: value))
        }
        return members
    }

    /// The literal text of a piece of the URL, decoded.
    private static func checkedLiteral(of text: TemplateText) throws(TemplateText.Problem) -> String {
        let literal = text.pieces.map { if case .literal(let literal) = $0 { literal } else { "" } }.joined()
        let allowed = "-._~%!$&'()*+,;=:@/?".utf8
        guard literal.utf8.allSatisfy({ PercentEncoding.isAlphanumeric($0) || allowed.contains($0) }) else {
            throw TemplateText.Problem(message: "a character has to be written percent-encoded (\(literal))")
        }
        guard let decoded = PercentEncoding.decode(literal) else {
            throw TemplateText.Problem(message: "a % is not followed by two hexadecimal digits (\(literal))")
        }
        return decoded
    }
}
