import HubCore

/// Word documents (ECMA-376): the text, its notes and the document's own title.
enum DOCXReader {
    static func read(_ bytes: [UInt8], limits: ReadingLimits) throws(DocumentFailure) -> ReadDocument {
        let archive = try ZIPArchive(bytes)
        var budget = limits.textBytes
        func part(_ name: String) throws(DocumentFailure) -> [UInt8]? {
            let part = try archive.part(name, limit: budget)
            budget -= part?.count ?? 0
            return part
        }
        let main = try mainPart(try part("_rels/.rels"))
        guard let text = try part(main) else {
            throw DocumentFailure(.broken, "The file is no Word document: it has no main part.")
        }
        let folder = main.lastIndex(of: "/").map { main[...$0] } ?? ""
        var styles = WordStyles()
        if let stylesPart = try part(folder + "styles.xml") { styles = try WordStyles(stylesPart) }
        var document = ReadDocument(blocks: try WordText.read(text, styles: styles))
        for notes in ["footnotes.xml", "endnotes.xml"] {
            if let notesPart = try part(folder + notes) {
                document.blocks += try WordText.read(notesPart, styles: styles)
            }
        }
        if let properties = try part("docProps/core.xml") { document.title = try title(properties) }
        return document
    }

    /// The package says which part it is; nearly all call it the same.
    private static func mainPart(_ relationships: [UInt8]?) throws(DocumentFailure) -> String {
        let usual = "word/document.xml"
        guard let relationships else { return usual }
        var scanner = try XMLScanner(relationships)
        while let event = try scanner.next() {
            if case .start(_, let attributes) = event, attributes["Type"]?.hasSuffix("/officeDocument") == true,
                let target = attributes["Target"]
            {
                return target.hasPrefix("/") ? String(target.dropFirst()) : target
            }
        }
        return usual
    }

    private static func title(_ properties: [UInt8]) throws(DocumentFailure) -> String? {
        var scanner = try XMLScanner(properties)
        var title: String?
        var isInTitle = false
        while let event = try scanner.next() {
            switch event {
            case .start(let name, _): isInTitle = name == "dc:title"
            case .text(let text): if isInTitle { title = (title ?? "") + text }
            case .end: isInTitle = false
            }
        }
        return title.map(CleanText.line).flatMap { $0.isEmpty ? nil : $0 }
    }
}
