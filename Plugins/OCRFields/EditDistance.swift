/// How many letters differ between two words: Levenshtein's distance.
enum EditDistance {
    /// Nil: more than `limit`.
    static func between(_ left: [Character], _ right: [Character], atMost limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for other in right.indices {
                let replaced = diagonal + (letter == right[other] ? 0 : 1)
                diagonal = row[other + 1]
                row[other + 1] = min(replaced, row[other] + 1, row[other + 1] + 1)
            }
        }
        let distance = row[right.count]
        return distance <= limit ? distance : nil
    }
}
