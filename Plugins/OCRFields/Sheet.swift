/// A page in lines, with the places where anchors of fields stand.
struct Sheet {
    /// An anchor of a field's in a line.
    struct Place {
        let rule: Int
        let line: Int
        let match: Anchor.Match
    }

    let page: ReadPage
    let lines: [TextLine]
    /// In reading order.
    let places: [Place]

    init(_ page: ReadPage, rules: [FieldRule]) {
        self.page = page
        lines = TextLine.lines(of: page)
        var places: [Place] = []
        for (index, line) in lines.enumerated() {
            var found: [Place] = []
            for start in line.words.indices {
                for (rule, anchors) in rules.map(\.anchors).enumerated() {
                    let matches = anchors.compactMap { $0.match(in: line, at: start) }
                    guard let best = matches.max(by: Self.isWorse) else { continue }
                    found.append(Place(rule: rule, line: index, match: best))
                }
            }
            // "Date" within another field's "Due date" is no place of its own, nor is what overlaps a better one of the
            // same field.
            places += found.filter { place in
                !found.contains { other in
                    let (mine, others) = (place.match.words, other.match.words)
                    if other.rule != place.rule {
                        return others.count > mine.count && others.clamped(to: mine) == mine
                    }
                    return others != mine && others.overlaps(mine) && Self.isWorse(place.match, other.match)
                }
            }
        }
        self.places = places
    }

    /// The longer anchor says more, unless it fits much worse.
    private static func isWorse(_ left: Anchor.Match, _ right: Anchor.Match) -> Bool {
        if abs(left.likeness - right.likeness) > 0.15 { return left.likeness < right.likeness }
        return (left.words.count, left.likeness) < (right.words.count, right.likeness)
    }

    /// Where the next anchor of another field begins in a line, from a word on.
    func nextPlace(in line: Int, from word: Int, notOf rule: Int) -> Int? {
        places.filter { $0.line == line && $0.rule != rule && $0.match.words.lowerBound >= word }
            .map(\.match.words.lowerBound).min()
    }
}
