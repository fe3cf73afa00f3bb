/// The words of a message, and its pairs of neighbours, that can speak of a tool.
struct MessageFeatures {
    let all: Set<String>

    init(_ utterance: Utterance) {
        var table = FeatureTable()
        table.add(utterance, weight: 1)
        all = Set(table.weights.keys)
    }
}
