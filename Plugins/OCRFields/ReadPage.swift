/// A page that was read: its words in reading order.
package struct ReadPage: Sendable, Hashable {
    /// From 1.
    package var number: Int
    /// Of the page turned upright, in pixels.
    package var width: Double
    package var height: Double
    package var words: [Word]

    package init(number: Int, width: Double, height: Double, words: [Word]) {
        self.number = number
        self.width = width
        self.height = height
        self.words = words
    }

    /// The words as text: a line for each line, an empty one between paragraphs.
    package var text: String {
        var text = ""
        var last: Word?
        for word in words {
            if let last {
                text += last.line == word.line ? " " : last.paragraph == word.paragraph ? "\n" : "\n\n"
            }
            text += word.text
            last = word
        }
        return text
    }

    /// The mean of the words', weighed by their length; nil: nothing was read.
    package var confidence: Double? {
        let letters = words.reduce(0) { $0 + $1.text.count }
        guard letters > 0 else { return nil }
        return words.reduce(0) { $0 + $1.confidence * Double($1.text.count) } / Double(letters)
    }
}
