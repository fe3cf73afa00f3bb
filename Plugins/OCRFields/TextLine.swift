/// Words that stand at one height of a page, from left to right, whatever blocks the recogniser saw: a label and its
/// value are often far apart.
struct TextLine {
    private(set) var words: [Word]
    private(set) var box: Box
    /// Of each word, folded: what anchors are compared with.
    private(set) var letters: [[Character]] = []

    /// The lines of a page from top to bottom.
    static func lines(of page: ReadPage) -> [TextLine] {
        var lines: [TextLine] = []
        for word in page.words.sorted(by: { $0.box.middleY < $1.box.middleY }) {
            // The last lines are the near ones; a line's height is that of a letter, not of all that slants.
            let near = lines.indices.suffix(6).last { lines[$0].holds(word.box) }
            if let near {
                lines[near].words.append(word)
                lines[near].box = lines[near].box.union(word.box)
            } else {
                lines.append(TextLine(words: [word], box: word.box))
            }
        }
        for index in lines.indices {
            lines[index].words.sort { $0.box.x < $1.box.x }
            lines[index].letters = lines[index].words.map { Array(TextFolding.letters($0.text)) }
        }
        return lines.sorted { $0.box.middleY < $1.box.middleY }
    }

    /// Whether a box belongs to the line: its middle is at the height of the nearest word of it.
    private func holds(_ box: Box) -> Bool {
        guard let nearest = words.min(by: { abs($0.box.middleX - box.middleX) < abs($1.box.middleX - box.middleX) })
        else { return false }
        let distance = abs(nearest.box.middleY - box.middleY)
        return distance < 0.6 * max(min(nearest.box.height, box.height), 0.5 * max(nearest.box.height, box.height))
    }
}
