import HubCore

/// A message with the numbers and dates in it, found once for all tools.
struct SpokenMessage: Sendable {
    let utterance: Utterance
    let language: Language
    let dates: [SpokenDate]
    let numbers: [SpokenNumber]
    /// Words that name a day that does not exist.
    let unrealDates: [Range<Int>]
    /// Words that belong to a date.
    let dateWords: [Bool]
    /// Values that the conversation knows under some name: a word like one of them is no slip of the pen.
    let knownValues: Set<String>

    init(_ text: String, language: Language, today: CivilDate, knownValues: Set<String> = []) {
        utterance = Utterance(text, language: language)
        self.language = language
        self.knownValues = knownValues
        var unrealDates: [Range<Int>] = []
        let unreal = UnrealDate(utterance: utterance, today: today)
        for position in utterance.words.indices where unrealDates.last?.contains(position) != true {
            if let end = unreal.end(at: position) { unrealDates.append(position..<end) }
        }
        self.unrealDates = unrealDates
        dates = SpokenDate.all(in: utterance, today: today, without: unrealDates)
        numbers = SpokenNumber.all(in: utterance, language: language)
        var dateWords = Array(repeating: false, count: utterance.words.count)
        for position in unrealDates.joined() { dateWords[position] = true }
        for date in dates { for position in date.words { dateWords[position] = true } }
        self.dateWords = dateWords
    }
}
