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

/// A message with the numbers and dates in it, found once for all tools.
struct SpokenMessage: Sendable {
    let utterance: Utterance
    let language: Language
    let dates: [SpokenDate]
    let numbers: [SpokenNumber]
    /// Words that belong to a date.
    let dateWords: [Bool]
    /// Values that the conversation knows under some name: a word like one of them is no slip of the pen.
    let knownValues: Set<String>

    init(_ text: String, language: Language, today: CivilDate, knownValues: Set<String> = []) {
        utterance = Utterance(text, language: language)
        self.language = language
        self.knownValues = knownValues
        dates = SpokenDate.all(in: utterance, today: today)
        numbers = SpokenNumber.all(in: utterance, language: language)
        var dateWords = Array(repeating: false, count: utterance.words.count)
        for date in dates { for position in date.words { dateWords[position] = true } }
        self.dateWords = dateWords
    }
}
