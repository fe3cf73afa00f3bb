/// The words that values have taken, so that none serves two slots.
struct WordClaims: Sendable {
    private var taken: [Bool]

    init(count: Int) { taken = Array(repeating: false, count: count) }

    func isFree(_ range: Range<Int>) -> Bool { !taken[range].contains(true) }

    func isFree(_ position: Int) -> Bool { !taken[position] }

    mutating func take(_ range: Range<Int>) { for position in range { taken[position] = true } }
}
