/// Makes texts that a pattern matches, of the part of ECMA-262 that schemas' patterns are mostly written in: letters, classes,
/// groups, alternatives, repetitions and anchors at the ends.
struct PatternSampler {
    private indirect enum Node {
        case scalars([Unicode.Scalar])
        case sequence([Node])
        case either([Node])
        case repeated(Node, Int, Int)
    }

    private static let any = Array("abcXYZ019-_ ".unicodeScalars)
    private static let digits = Array("0123456789".unicodeScalars)
    private static let wordLetters = Array("abcxyzABCXYZ0189_".unicodeScalars)
    private static let spaces: [Unicode.Scalar] = [" "]

    private let node: Node

    /// nil: the pattern has parts that are not known here.
    init?(_ pattern: String) {
        var reader = Reader(scalars: Array(pattern.unicodeScalars))
        guard let node = reader.alternatives(), reader.isAtEnd else { return nil }
        self.node = node
    }

    func text(_ numbers: inout SeededNumbers) -> String {
        var text = ""
        write(node, &text, &numbers)
        return text
    }

    private func write(_ node: Node, _ text: inout String, _ numbers: inout SeededNumbers) {
        switch node {
        case .scalars(let scalars): numbers.pick(scalars).map { text.unicodeScalars.append($0) }
        case .sequence(let parts): for part in parts { write(part, &text, &numbers) }
        case .either(let ways): numbers.pick(ways).map { write($0, &text, &numbers) }
        case .repeated(let part, let least, let most):
            for _ in 0..<Int.random(in: least...min(most, least + 6), using: &numbers) { write(part, &text, &numbers) }
        }
    }

    private struct Reader {
        let scalars: [Unicode.Scalar]
        var position = 0

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { position >= scalars.count }
        private var current: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

        mutating func alternatives() -> Node? {
            var ways: [Node] = []
            while true {
                guard let way = sequence() else { return nil }
                ways.append(way)
                guard current == "|" else { return .either(ways) }
                position += 1
            }
        }

        private mutating func sequence() -> Node? {
            var parts: [Node] = []
            while let scalar = current, scalar != "|", scalar != ")" {
                guard let part = term() else { return nil }
                guard let whole = quantified(part) else { return nil }
                parts.append(whole)
            }
            return .sequence(parts)
        }

        private mutating func term() -> Node? {
            guard let scalar = current else { return nil }
            position += 1
            switch scalar {
            case "^", "$": return .sequence([])
            case ".": return .scalars(PatternSampler.any)
            case "[": return set()
            case "(": return group()
            case "\\": return escape().map { .scalars($0) }
            case "*", "+", "?": return nil
            case _: return .scalars([scalar])
            }
        }

        private mutating func group() -> Node? {
            if current == "?" {
                guard position + 1 < scalars.count, scalars[position + 1] == ":" else { return nil }
                position += 2
            }
            guard let node = alternatives(), current == ")" else { return nil }
            position += 1
            return node
        }

        private mutating func escape() -> [Unicode.Scalar]? {
            guard let scalar = current else { return nil }
            position += 1
            switch scalar {
            case "d": return PatternSampler.digits
            case "w": return PatternSampler.wordLetters
            case "s": return PatternSampler.spaces
            case "n": return ["\n"]
            case "t": return ["\t"]
            case "a"..."z", "A"..."Z", "0"..."9": return nil
            case _: return [scalar]
            }
        }

        private mutating func set() -> Node? {
            let isNegated = current == "^"
            if isNegated { position += 1 }
            var members: [Unicode.Scalar] = []
            while let scalar = current, scalar != "]" {
                position += 1
                var found = [scalar]
                if scalar == "\\" {
                    guard let escaped = escape() else { return nil }
                    found = escaped
                }
                if found.count == 1, current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                    let last = scalars[position + 1]
                    position += 2
                    guard last != "\\", last.value >= found[0].value else { return nil }
                    let values = found[0].value...min(last.value, found[0].value + 200)
                    found = values.compactMap(Unicode.Scalar.init)
                }
                members += found
            }
            guard current == "]" else { return nil }
            position += 1
            if isNegated { members = PatternSampler.any.filter { !members.contains($0) } }
            return members.isEmpty ? nil : .scalars(members)
        }

        private mutating func quantified(_ node: Node) -> Node? {
            guard let scalar = current else { return node }
            var (least, most) = (1, 1)
            switch scalar {
            case "?": (least, most) = (0, 1)
            case "*": (least, most) = (0, 6)
            case "+": (least, most) = (1, 6)
            case "{":
                guard let end = scalars[position...].firstIndex(of: "}") else { return nil }
                var inside = ""
                inside.unicodeScalars.append(contentsOf: scalars[(position + 1)..<end])
                let bounds = inside.split(separator: ",", omittingEmptySubsequences: false)
                guard let first = bounds.first.flatMap({ Int($0) }), first <= 1000 else { return nil }
                least = first
                most = bounds.count == 1 ? first : Int(bounds[1]) ?? first + 6
                guard most >= least else { return nil }
                position = end
            case _: return node
            }
            position += 1
            if current == "?" { position += 1 }
            return .repeated(node, least, most)
        }
    }
}
