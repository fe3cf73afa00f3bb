/// A day or a span of days that words speak of: `15/10/2025`, `yesterday`, `tháng trước`, `October 2025`.
struct SpokenDate: Sendable, Hashable {
    var first: CivilDate
    var last: CivilDate
    var words: Range<Int>
    /// The word before it that opens or closes a range, if any.
    var edge: Edge

    enum Edge: Sendable, Hashable {
        case none
        case start
        case end
    }

    var isOneDay: Bool { first == last }

    /// All of an utterance, in order, without overlap.
    static func all(in utterance: Utterance, today: CivilDate, without unreal: [Range<Int>] = []) -> [SpokenDate] {
        var found: [SpokenDate] = []
        let reader = SpokenDateReader(utterance: utterance, today: today)
        let taken = Set(unreal.joined())
        var position = 0
        while position < utterance.words.count {
            if taken.contains(position) {
                position += 1
            } else if let (span, end) = reader.span(at: position) {
                found.append(
                    SpokenDate(
                        first: span.first, last: span.last, words: position..<end, edge: reader.edge(before: position)))
                position = end
            } else {
                position += 1
            }
        }
        return found
    }
}
