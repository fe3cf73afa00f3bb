import HubCore

/// The values for a tool's slots that one message gives, by the slot's position, in the order of the words.
struct ArgumentReading: Sendable {
    var values: [[SpokenValue]]

    init(slotCount: Int) { values = Array(repeating: [], count: slotCount) }

    func fitting(_ slot: Int) -> [SpokenValue] { values[slot].filter { $0.verdict == .fitting } }
}
