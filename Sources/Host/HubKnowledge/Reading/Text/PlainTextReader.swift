/// Plain text: paragraphs between empty lines.
enum PlainTextReader {
    static func read(_ text: String) -> ReadDocument {
        ReadDocument(blocks: paragraphs(CleanText.clean(text)))
    }

    /// `text` is clean. Lines that an editor broke at its margin are joined.
    static func paragraphs(_ text: String, page: Int? = nil) -> [DocumentBlock] {
        var blocks: [DocumentBlock] = []
        var lines: [String] = []
        func flush() {
            if !lines.isEmpty { blocks.append(DocumentBlock(.paragraph(joined(lines)), page: page)) }
            lines = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.isEmpty { flush() } else { lines.append(words.joined(separator: " ")) }
        }
        flush()
        return blocks
    }

    /// A line that is about as long as the longest was broken by its margin; a short one was meant to end.
    private static func joined(_ lines: [String]) -> String {
        let margin = lines.reduce(0) { max($0, $1.utf8.count) } * 2 / 3
        var text = ""
        var wasLong = false
        for line in lines {
            if text.isEmpty {
                text = line
            } else if wasLong, text.hasSuffix("-"), line.first?.isLowercase == true,
                text.dropLast().last?.isLetter == true
            {
                text.removeLast()
                text += line
            } else {
                text += (wasLong ? " " : "\n") + line
            }
            wasLong = line.utf8.count >= margin && margin >= 30
        }
        return text
    }
}
