/// A JSON Pointer (RFC 6901): the unescaped reference tokens from the root.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    package var tokens: [String]

    package init(tokens: [String] = []) { self.tokens = tokens }

    /// Parses `""` or `/a/b~1c`; nil when a non-empty text lacks the leading slash or has a lone `~`.
    package init?(_ text: String) {
        if text.isEmpty {
            tokens = []
            return
        }
        // By code points: a combining mark after a slash would make one character of both.
        let scalars = text.unicodeScalars
        guard scalars.first == "/" else { return nil }
        var tokens: [String] = []
        for part in scalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            var token = ""
            var characters = part.makeIterator()
            while let character = characters.next() {
                guard character == "~" else {
                    token.unicodeScalars.append(character)
                    continue
                }
                switch characters.next() {
                case "0": token.unicodeScalars.append("~")
                case "1": token.unicodeScalars.append("/")
                case _: return nil
                }
            }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }
    package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    package var description: String {
        tokens.map { token in
            var escaped = "/"
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": escaped += "~0"
                case "/": escaped += "~1"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped
        }.joined()
    }
}

extension JSONValue {
    /// What the pointer names, or nil where it leads nowhere.
    package subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let next = object[token] else { return nil }
                value = next
            case .array(let elements):
                let isPlain = token == "0" || !token.hasPrefix("0")
                guard isPlain, token.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let position = Int(token),
                    position < elements.count
                else { return nil }
                value = elements[position]
            case .null, .bool, .number, .string: return nil
            }
        }
        return value
    }
}
