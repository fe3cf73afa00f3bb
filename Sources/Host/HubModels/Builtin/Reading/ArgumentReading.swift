import HubCore

/// A value for a slot, found in words.
struct SpokenValue: Sendable {
    enum Verdict: Sendable {
        /// The slot's schema accepts it.
        case fitting
        /// It was meant for the slot, but the schema refuses it.
        case unfitting
    }

    let value: JSONValue
    let words: Range<Int>
    let verdict: Verdict
    /// How strongly the words before it name the slot.
    let cue: SlotCues.Strength
}

/// The values for a tool's slots that one message gives, by the slot's position, in the order of the words.
struct ArgumentReading: Sendable {
    var values: [[SpokenValue]]

    init(slotCount: Int) { values = Array(repeating: [], count: slotCount) }

    func fitting(_ slot: Int) -> [SpokenValue] { values[slot].filter { $0.verdict == .fitting } }
}

/// The words that values have taken, so that none serves two slots.
struct WordClaims: Sendable {
    private var taken: [Bool]

    init(count: Int) { taken = Array(repeating: false, count: count) }

    func isFree(_ range: Range<Int>) -> Bool { !taken[range].contains(true) }

    func isFree(_ position: Int) -> Bool { !taken[position] }

    mutating func take(_ range: Range<Int>) { for position in range { taken[position] = true } }
}
