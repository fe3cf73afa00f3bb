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
