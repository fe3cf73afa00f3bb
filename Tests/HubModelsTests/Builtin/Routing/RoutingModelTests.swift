import HubCore
import Testing

@testable import HubModels

@Suite struct RoutingModelTests {
    private let profiles = [
        RoutingProfile(
            agent: "A", description: "", labels: [],
            examples: ["where is my parcel ZX81", "is parcel ZX81 late", "parcel lost"],
            vocabulary: []),
        RoutingProfile(
            agent: "B", description: "", labels: [], examples: ["renew my book", "book fines", "which books are due"],
            vocabulary: []),
    ]

    private func features(_ text: String, _ corpus: RoutingCorpus) -> [RoutingFeature] {
        let scanned = corpus.scanner.scan(text)
        return corpus.extractor.features(of: scanned.words.indices, in: scanned)
    }

    private func length(_ vector: RoutingVocabulary.Vector) -> Float {
        vector.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    @Test func featuresAreDistinctAndOrdered() {
        let corpus = RoutingCorpus(profiles)
        let hashes = features("parcel parcel PARCEL book parcel", corpus).map(\.hash)
        #expect(hashes == hashes.sorted())
        #expect(Set(hashes).count == hashes.count)
    }

    @Test func functionWordsCountMoreWhereThereIsMuchToLearnFrom() throws {
        let scanner = RoutingScanner(letters: RoutingLetters(), functionWords: RoutingFunctionWords())
        let text = scanner.scan("the")
        let few = RoutingFeatureExtractor(exampleCount: 10).features(of: text.words.indices, in: text)
        let many = RoutingFeatureExtractor(exampleCount: 15_000).features(of: text.words.indices, in: text)
        let word = try #require(few.first { $0.kind == .word })
        let same = try #require(many.first { $0.kind == .word })
        #expect(word.weight < 0.4)
        #expect(same.weight > 0.9)
    }

    @Test func unknownWordsShortenAVectorAndUnknownCodesDoNot() {
        let corpus = RoutingCorpus(profiles)
        let vocabulary = RoutingVocabulary(corpus.rows, at: Array(corpus.rows.indices), scarcity: 1)
        let known = length(vocabulary.vector(of: features("parcel late", corpus)))
        #expect(abs(known - 1) < 1e-4)
        #expect(length(vocabulary.vector(of: features("parcel late zebra", corpus))) < 0.95)
        #expect(length(vocabulary.vector(of: features("parcel late QQ77", corpus))) > 0.999)
        #expect(vocabulary.vector(of: features("zebra", corpus)).indices.isEmpty)
    }

    @Test func codesAreRememberedOnlyWhenSeveralTextsHaveThem() {
        let corpus = RoutingCorpus([
            RoutingProfile(agent: "A", description: "", labels: [], examples: ["ZX81", "ZX81", "QQ77"], vocabulary: [])
        ])
        let vocabulary = RoutingVocabulary(corpus.rows, at: Array(corpus.rows.indices), scarcity: 1)
        #expect(vocabulary.vector(of: features("ZX81", corpus)).indices.count == 2)
        #expect(vocabulary.vector(of: features("QQ77", corpus)).indices.count == 1)
    }

    @Test func rowsAreLearnedAndNothingIsNobodys() {
        let corpus = RoutingCorpus(profiles)
        let model = RoutingModel(corpus, rows: Array(corpus.rows.indices))
        let parcel = model.evidence(in: features("parcel late", corpus))
        #expect(parcel.best == 0)
        #expect(parcel.bestScore > 0)
        #expect(parcel.lead > 0.5)
        let book = model.evidence(in: features("due books", corpus))
        #expect(book.best == 1)
        let nothing = model.evidence(in: features("zebra", corpus))
        #expect(nothing.scores == [-1, -1])
        #expect(nothing.lead == 0)
    }

    @Test func noRowsGiveNoEvidence() {
        let corpus = RoutingCorpus(profiles)
        let model = RoutingModel(corpus, rows: [])
        #expect(model.evidence(in: features("parcel late", corpus)).scores == [-1, -1])
    }

    @Test func vietnameseRowsAreLearnedWithoutDiacriticsToo() {
        let corpus = RoutingCorpus([
            RoutingProfile(agent: "A", description: "", labels: [], examples: ["dư nợ"], vocabulary: []),
            RoutingProfile(agent: "B", description: "", labels: [], examples: ["plain"], vocabulary: []),
        ])
        #expect(corpus.rows.filter { $0.origin == .example(0) }.map(\.agent) == [0, 0, 1])
    }
}
