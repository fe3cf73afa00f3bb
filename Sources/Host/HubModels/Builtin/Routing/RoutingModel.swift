/// What was learned from some of a corpus's rows.
struct RoutingModel: Sendable {
    private let vocabulary: RoutingVocabulary
    private let classifier: RoutingClassifier

    init(_ corpus: RoutingCorpus, rows positions: [Int]) {
        vocabulary = RoutingVocabulary(corpus.rows, at: positions, scarcity: corpus.extractor.scarcity)
        var matrix = RoutingMatrix()
        for position in positions {
            let row = corpus.rows[position]
            matrix.append(vocabulary.vector(of: row.features), agent: row.agent)
        }
        classifier = RoutingClassifier(matrix, featureCount: vocabulary.count, agentCount: corpus.agentCount)
    }

    func evidence(in features: [RoutingFeature]) -> RoutingEvidence {
        RoutingEvidence(scores: classifier.scores(of: vocabulary.vector(of: features)))
    }
}
