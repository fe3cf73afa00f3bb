import HubCore

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
