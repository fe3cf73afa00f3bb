import HubCore
import PluginABI
import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct VectorTests {
    private let harness: RAGToolHarness

    init() throws {
        harness = try RAGToolHarness()
        harness.host.offers.space = ("topics", 4)
        harness.host.offers.embed = Topics.vector
    }

    private func tool(_ mode: String, _ more: JSONObject = [:]) throws -> ScriptedPluginInstance {
        var configuration = more
        configuration["collection"] = "handbook"
        configuration["mode"] = .string(mode)
        return try harness.tool(.object(configuration))
    }

    private func ingestPets() async throws {
        try await harness.ingest([
            "dogs": ["Our puppy policy: hounds are welcome on Fridays."], "cats": ["Kittens stay at home, always."],
            "cars": ["Parking for vehicles is behind the building."], "mixed": ["Hounds in vehicles need a leash."],
        ])
    }

    @Test func findsParaphrasesByMeaning() async throws {
        try await ingestPets()
        // No word of the question is in the document.
        #expect(try await harness.found("May my dog come along?", by: tool("lexical")) == [])
        #expect(try await harness.found("May my dog come along?", by: tool("vector")).first == "dogs")
        let completion = await (try tool("hybrid")).run(["query": "May my dog come along?"])
        #expect(completion.mode == "hybrid")
        #expect(completion.json?["note"] == .null)
        #expect(completion.documents.first == "dogs")
        #expect(try await harness.found("Where can I leave my automobile?", by: tool("hybrid")).first == "cars")
    }

    @Test func givesTheCosine() async throws {
        try await ingestPets()
        let completion = await (try tool("vector", ["minimum_similarity": 0.5])).run(["query": "dog"])
        #expect(completion.documents == ["dogs", "mixed"])
        #expect(completion.passages.first?["score"]?.doubleValue == 1)
        #expect(completion.passages.last?["score"]?.doubleValue == 0.7071)
    }

    @Test func ranksWhatBothFindFirst() async throws {
        try await harness.ingest([
            "words": ["The leash rule and the leash form."], "meaning": ["Hounds are welcome."],
            "both": ["The leash rule holds for hounds."],
        ])
        let completion = await (try tool("hybrid")).run(["query": "leash rule for a dog"])
        #expect(completion.documents.first == "both")
        #expect(Set(completion.documents) == ["both", "words", "meaning"])
        let scores = completion.passages.compactMap { $0["score"]?.doubleValue }
        #expect(scores == scores.sorted(by: >))
        #expect(scores.allSatisfy { $0 > 0 && $0 <= 1 })
    }

    @Test func findsNothingIrrelevant() async throws {
        try await ingestPets()
        for mode in ["vector", "hybrid"] {
            let completion = await (try tool(mode)).run(["query": "What is the capital of France?"])
            #expect(completion.has(AH_OK))
            #expect(completion.passages == [])
        }
    }

    @Test func fallsBackToWordsAndSaysSo() async throws {
        try await ingestPets()
        harness.host.offers.embeddingFails = true
        let completion = await (try tool("hybrid")).run(["query": "hounds on Fridays"])
        #expect(completion.mode == "lexical")
        #expect(completion.note == "Only words were compared: the vector of the question could not be made.")
        #expect(completion.documents.first == "dogs")
        let failed = await (try tool("vector")).run(["query": "dog"])
        #expect(failed.has(AH_E_UNAVAILABLE))
        #expect(failed.message?.contains("vectors only") == true)
        harness.host.offers.space = nil
        #expect(await (try tool("hybrid")).run(["query": "hounds"]).mode == "lexical")
        #expect(await (try tool("vector")).run(["query": "dog"]).has(AH_E_UNAVAILABLE))
        #expect(await (try tool("lexical")).run(["query": "hounds"]).json?["note"] == .null)
    }

    @Test func failsToIngestWithoutTheVectorsThatItShouldHave() async throws {
        harness.host.offers.embeddingFails = true
        let completion = await (try harness.tool()).ingest(RAGToolHarness.document("a", ["Hounds."]))
        #expect(completion.has(AH_E_UPSTREAM))
        harness.host.offers.embeddingFails = false
        harness.host.offers.embed = { _, _ in [0, 0, 0, 0] }
        #expect(await (try harness.tool()).ingest(RAGToolHarness.document("a", ["Hounds."])).has(AH_E_UPSTREAM))
        harness.host.offers.embed = { _, _ in [.nan, 0, 0, 1] }
        #expect(await (try harness.tool()).ingest(RAGToolHarness.document("a", ["Hounds."])).has(AH_E_UPSTREAM))
        #expect(await (try harness.tool()).collections().json == ["collections": []])
    }

    @Test func comparesVectorsOfOneModelOnly() async throws {
        try await harness.ingest(["dogs": ["Hounds are welcome."], "cars": ["Vehicles are not."]])
        harness.host.offers.space = ("other", 4)
        let none = await (try tool("vector")).run(["query": "dog"])
        #expect(none.passages == [])
        #expect(
            none.note
                == "None of the documents has vectors of the tenant's present model; those without were not searched.")
        try await harness.ingest(["puppies": ["A puppy needs a leash."]])
        let some = await (try tool("hybrid")).run(["query": "hounds welcome"])
        #expect(Set(some.documents) == ["dogs", "puppies"])
        #expect(
            some.note
                == "2 of 3 documents have no vectors of the tenant's present model; those without were searched by words only."
        )
        // The same name with another size is another space.
        harness.host.offers.space = ("other", 3)
        harness.host.offers.embed = { purpose, text in Array(Topics.vector(purpose, text).prefix(3)) }
        #expect(await (try tool("vector")).run(["query": "dog"]).passages == [])
        try await harness.ingest(["dogs": ["Hounds are welcome."]])
        #expect(await (try tool("vector")).run(["query": "dog"]).documents == ["dogs"])
    }

    @Test func asksForVectorsInBatches() async throws {
        let asked = Mutex<[String: Int]>([:])
        harness.host.offers.embed = { purpose, text in
            asked.withLock { $0[purpose, default: 0] += 1 }
            return Topics.vector(purpose, text)
        }
        // More than one request's texts, and more than one request's bytes.
        let chunks = (0..<300).map { "Chunk \($0) of hounds. " + String(repeating: "x", count: 4000) }
        let completion = await (try harness.tool()).ingest(RAGToolHarness.document("long", chunks))
        #expect(completion.json == ["chunks": 300])
        #expect(asked.withLock { $0 } == ["document": 300])
        _ = await (try tool("hybrid")).run(["query": "dog"])
        #expect(asked.withLock { $0["query"] } == 1)
    }

    /// Sizes that fill no whole SIMD vector, and vectors that are in memory or read from the file each time.
    @Test(arguments: [1, 7, 32, 37, 100, 384], [nil, 0] as [Int?])
    func givesTheCosineOfAnySize(_ size: Int, _ memory: Int?) async throws {
        let harness = try RAGToolHarness(settings: memory.map { ["vector_memory_mb": .int($0)] })
        let vector: @Sendable (String) -> [Float] = { text in
            var state = text.utf8.reduce(UInt64(17)) { ($0 &* 31 &+ UInt64($1)) % 1_000_003 }
            return (0..<size).map { _ in
                state = (state &* 69_069 &+ 12_345) % 1_000_003
                return Float(state) / 500_000 - 1
            }
        }
        harness.host.offers.space = ("model", size)
        harness.host.offers.embed = { _, text in vector(text) }
        let texts = (0..<60).map { "Text number \($0)" }
        try await harness.ingest(["first": Array(texts[..<40]), "second": Array(texts[40...])])
        let tool = try harness.tool([
            "collection": "handbook", "mode": "vector", "top_k": 20, "minimum_similarity": -1,
        ])
        let completion = await tool.run(["query": "the question"])
        func cosine(_ left: [Float], _ right: [Float]) -> Double {
            func product(_ left: [Float], _ right: [Float]) -> Double {
                zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }
            return product(left, right) / (product(left, left) * product(right, right)).squareRoot()
        }
        let expected = texts.map { cosine(vector($0), vector("the question")) }.sorted(by: >).prefix(20)
        let scores = completion.passages.compactMap { $0["score"]?.doubleValue }
        #expect(scores.count == 20)
        for (score, expected) in zip(scores, expected) { #expect(abs(score - expected) < 0.0002) }
        for passage in completion.passages {
            let text = try #require(passage["text"]?.stringValue)
            #expect(
                abs((passage["score"]?.doubleValue ?? 9) - cosine(vector(text), vector("the question"))) < 0.0002)
        }
    }

    @Test func seesWhatOthersAddAndTakeAway() async throws {
        let search = try tool("vector", ["top_k": 20])
        for round in 0..<28 {
            try await harness.ingest(["dog-\(round)": ["Hound number \(round)."]])
            #expect(try await harness.found("dog", by: search).contains("dog-\(round)"))
            if round % 3 == 2 {
                let removed = await (try harness.tool()).remove(
                    ["collection": "handbook", "document": .string("dog-\(round - 1)")])
                #expect(removed.json == ["removed": 1])
            }
            #expect(try await harness.found("dog", by: search).count == min(20, round + 1 - (round + 1) / 3))
        }
    }
}

/// A model with a number for each of three topics, which knows more words for them than a document has.
enum Topics {
    private static let words: [(String, Int)] = [
        ("dog", 0), ("hound", 0), ("puppy", 0), ("cat", 1), ("kitten", 1), ("car", 2), ("vehicle", 2),
        ("automobile", 2),
        ("parking", 2),
    ]

    static let vector: @Sendable (String, String) -> [Float] = { _, text in
        var vector: [Float] = [0, 0, 0, 0]
        let text = text.lowercased()
        for (word, topic) in words where text.contains(word) { vector[topic] = 1 }
        if vector == [0, 0, 0, 0] { vector[3] = 1 }
        return vector
    }
}
