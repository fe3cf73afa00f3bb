import PluginSDK

extension HTTPRow {
    /// What servers commonly take.
    private static let maximumURLBytes = 8192

    /// The request of one call.
    func request(for input: JSON) throws(ToolError) -> HTTPRequest {
        let arguments = try Arguments(input)
        var url = endpoint.origin.text
        for segment in endpoint.segments { url += "/" + (try path(segment, arguments)) }
        if endpoint.segments.isEmpty { url += "/" }

        var pairs: [String] = []
        for member in endpoint.members {
            pairs.append(member.name + "=" + (try text(member.value, arguments) { $0 }))
        }
        for member in query {
            pairs.append(member.name + "=" + (try text(member.value, arguments, literal: PercentEncoding.encode)))
        }
        let remaining = arguments.remaining(without: placed)
        if !method.hasBody { pairs += try queryPairs(remaining) }
        if !pairs.isEmpty { url += "?" + pairs.joined(separator: "&") }
        guard url.utf8.count <= Self.maximumURLBytes else {
            throw ToolError(.invalidInput, "The arguments are too long for a URL (over \(Self.maximumURLBytes) bytes).")
        }

        var request = HTTPRequest(method: method.rawValue, url: url)
        request.headers = headers
        request.authorization = authorization
        if method.hasBody { request.body = JSON.object(remaining).bytes }
        if let idempotencyHeader { request.headers.append((idempotencyHeader, Self.newKey())) }
        return request
    }

    /// A path segment with its arguments; refuses what would change the path's shape.
    private func path(_ segment: TemplateText, _ arguments: Arguments) throws(ToolError) -> String {
        var encoded = ""
        var decoded = ""
        for piece in segment.pieces {
            switch piece {
            case .literal(let literal):
                encoded += literal
                decoded += PercentEncoding.decode(literal) ?? literal
            case .placeholder(let name):
                let value = try arguments.text(for: name)
                guard !value.isEmpty else { throw ToolError(.invalidInput, "The argument \(name) is empty.") }
                guard !PathSegment.hasControlCharacter(value) else {
                    throw ToolError(.invalidInput, "The argument \(name) has a control character in it.")
                }
                encoded += PercentEncoding.encode(value)
                decoded += value
            }
        }
        if let name = segment.placeholders.first, PathSegment.hasDots(decoded) {
            throw ToolError(.invalidInput, "The argument \(name) must not be a step up or down a path (. or ..).")
        }
        return encoded
    }

    private func text(
        _ template: TemplateText, _ arguments: Arguments, literal: (String) -> String
    ) throws(ToolError) -> String {
        var text = ""
        for piece in template.pieces {
            switch piece {
            case .literal(let part): text += literal(part)
            case .placeholder(let name): text += PercentEncoding.encode(try arguments.text(for: name))
            }
        }
        return text
    }

    /// Arguments as query members: an array as one for each element, null as none.
    private func queryPairs(_ members: [JSONMember]) throws(ToolError) -> [String] {
        var pairs: [String] = []
        for member in members where member.value != .null {
            let name = PercentEncoding.encode(member.name)
            guard !isFixed(member.name) else {
                throw ToolError(.invalidInput, "The argument \(member.name) is fixed by the tool and cannot be given.")
            }
            for element in member.value.arrayValue ?? [member.value] {
                guard let text = Arguments.scalar(element) else {
                    throw ToolError(
                        .invalidInput,
                        "The argument \(member.name) holds \(element.kind); a query takes texts, numbers and booleans.")
                }
                pairs.append(name + "=" + PercentEncoding.encode(text))
            }
        }
        return pairs
    }

    /// 128 random bits.
    private static func newKey() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let part = String(UInt32.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 8 - part.count) + part
        }.joined()
    }
}
