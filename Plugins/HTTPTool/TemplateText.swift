import PluginSDK

/// A text with `{name}` in places of arguments.
struct TemplateText {
    enum Piece: Hashable {
        case literal(String)
        case placeholder(String)
    }

    /// Why a text is no template, in words that go on after "…: ".
    struct Problem: Error {
        let message: String
    }

    let pieces: [Piece]

    init(_ text: some StringProtocol) throws(Problem) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    throw Problem(message: "a brace { is not closed")
                }
                let name = rest[..<end]
                guard Self.isName(name) else {
                    throw Problem(message: "{\(name)} is no placeholder, whose name has letters, digits, _ and - only")
                }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(.placeholder(String(name)))
                rest = rest[rest.index(after: end)...]
            case "}": throw Problem(message: "a brace } closes nothing")
            case _: literal.append(character)
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    /// The arguments that it takes.
    var placeholders: [String] {
        pieces.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
    }

    private static func isName(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "-") else {
            return false
        }
        return name.utf8.allSatisfy { PercentEncoding.isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2D }
    }
}
