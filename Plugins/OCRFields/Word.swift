/// A word that was read.
package struct Word: Sendable, Hashable {
    package var text: String
    /// 0 to 1.
    package var confidence: Double
    /// Where it stands on the page turned upright, which lines and positions go by.
    package var box: Box
    /// Where it stands on the page as it was given.
    package var source: Box
    /// Counts the lines of the page in reading order, as the recogniser tells them.
    package var line: Int
    /// Counts the paragraphs.
    package var paragraph: Int

    package init(
        text: String, confidence: Double, box: Box, source: Box? = nil, line: Int = 0, paragraph: Int = 0
    ) {
        self.text = text
        self.confidence = confidence
        self.box = box
        self.source = source ?? box
        self.line = line
        self.paragraph = paragraph
    }
}
