import HubCore

/// Which paragraph styles of a document are headings.
struct WordStyles {
    private struct Style {
        var level: Int?
        var base: String?
    }

    private static let baseLimit = 12

    private var styles: [String: Style] = [:]

    init() {}

    /// From `styles.xml`.
    init(_ part: [UInt8]) throws(DocumentFailure) {
        var scanner = try XMLScanner(part)
        var names: WordNames?
        var id: String?
        var style = Style()
        while let event = try scanner.next() {
            switch event {
            case .start(let name, let attributes):
                guard let words = names ?? WordNames(root: attributes) else { return }
                names = words
                let value = words.value("val", attributes)
                switch words.local(name) {
                case "style": (id, style) = (words.value("styleId", attributes), Style())
                case "name": style.level = style.level ?? value.flatMap(Self.level)
                case "basedOn": style.base = value
                case "outlineLvl": style.level = value.flatMap(Self.outlineLevel) ?? style.level
                case _: break
                }
            case .end(let name):
                if names?.local(name) == "style", let id { styles[id] = style }
            case .text: break
            }
        }
    }

    /// The heading's level, 1 the outermost, 0 a title's; nil: the style is no heading's.
    func level(_ id: String) -> Int? {
        var next: String? = id
        for _ in 0..<Self.baseLimit {
            guard let current = next, let style = styles[current] else { return nil }
            if let level = style.level { return level }
            next = style.base
        }
        return nil
    }

    /// Word keeps its own styles' English names in every language.
    private static func level(_ name: String) -> Int? {
        let name = name.lowercased()
        if name == "title" { return 0 }
        guard name.hasPrefix("heading "), let level = Int(name.dropFirst(8)), (1...9).contains(level) else {
            return nil
        }
        return level
    }

    /// As paragraphs say it: from 0, and 9 for text.
    static func outlineLevel(_ value: String) -> Int? {
        guard let level = Int(value), (0...8).contains(level) else { return nil }
        return level + 1
    }
}
