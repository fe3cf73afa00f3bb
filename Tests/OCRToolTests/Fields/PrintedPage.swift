import OCRFields

/// A page as a recogniser gives it that reads all letters, at 10 pixels a letter: columns of a line are parted by three
/// spaces.
enum PrintedPage {
    static func page(_ lines: String..., number: Int = 1, confidence: Double = 0.9) -> ReadPage {
        var words: [Word] = []
        for (row, line) in lines.enumerated() {
            var column = 0
            for part in line.split(separator: " ", omittingEmptySubsequences: false) {
                if !part.isEmpty {
                    words.append(
                        Word(
                            text: String(part), confidence: confidence,
                            box: Box(
                                x: Double(column * 10 + 50), y: Double(row * 30 + 50), width: Double(part.count * 10),
                                height: 15),
                            line: row, paragraph: 0))
                }
                column += part.count + 1
            }
        }
        return ReadPage(number: number, width: 1000, height: 1400, words: words)
    }

    /// A field's value in these lines.
    static func value(_ rule: FieldRule, _ lines: String...) -> FieldValue? {
        var page = page()
        for (row, line) in lines.enumerated() {
            page.words += self.page(line).words.map { word in
                var word = word
                word.box.y += Double(row * 30)
                word.source = word.box
                word.line = row
                return word
            }
        }
        return FieldReader([rule]).read([page])[rule.name]
    }
}
