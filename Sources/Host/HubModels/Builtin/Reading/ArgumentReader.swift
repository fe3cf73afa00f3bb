import HubCore

/// Finds values for all slots of a tool in one message: what discriminates best goes first, and no word serves twice.
struct ArgumentReader {
    /// Whether words that nothing announces may be taken as the name that a tool needs.
    enum Leniency: Sendable {
        case announcedOnly
        case remainder
    }

    let tool: BuiltinTool
    let message: SpokenMessage
    let leniency: Leniency

    func read() -> ArgumentReading {
        let utterance = message.utterance
        var reading = ArgumentReading(slotCount: tool.slots.count)
        var claims = WordClaims(count: utterance.words.count)
        CodeReader(tool: tool, message: message).read(into: &reading, claims: &claims)
        for index in tool.slots.indices {
            if case .choice(let values) = tool.slots[index].elementKind {
                ChoiceReader(slot: tool.slots[index], values: values, utterance: utterance)
                    .read(into: &reading.values[index], claims: &claims)
            }
        }
        DateReader(tool: tool, message: message).read(into: &reading, claims: &claims)
        NumberReader(tool: tool, message: message).readAnnounced(into: &reading, claims: &claims)
        for index in tool.slots.indices {
            if case .boolean = tool.slots[index].elementKind {
                BooleanReader(slot: tool.slots[index], utterance: utterance)
                    .read(into: &reading.values[index], claims: &claims)
            }
        }
        NameReader(tool: tool, message: message, leniency: leniency).read(into: &reading, claims: &claims)
        NumberReader(tool: tool, message: message).readRequired(into: &reading, claims: &claims)
        StrayReader(tool: tool, message: message).read(into: &reading, claims: &claims)
        for index in tool.slots.indices { reading.values[index].sort { $0.words.lowerBound < $1.words.lowerBound } }
        return reading
    }
}
