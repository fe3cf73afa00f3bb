import HubCore
import HubPlugins

/// A tenant's knowledge base of the benchmark's documents, and questions whose words are theirs.
struct Library {
    /// What was asked, and the document that it was taken from.
    struct Question: Sendable {
        let text: String
        let document: DocumentID
    }

    private(set) var questions: [Question] = []
    private(set) var frequent: [String] = []
    private(set) var chunks = 0
    /// Seconds that the index took; making the documents is not counted.
    private(set) var seconds = 0.0

    let host: BenchHost
    let caller: Caller
    /// nil: documents get no vectors, and questions neither.
    var embedder: HashedEmbedder?
    private let collection: CollectionName
    private var corpus: Corpus

    init(_ tenant: String, host: BenchHost, embedder: HashedEmbedder?) throws {
        guard let collection = CollectionName("bench") else { throw BenchFailure("no collection") }
        self.collection = collection
        self.host = host
        self.embedder = embedder
        caller = try BenchHost.caller(tenant)
        corpus = Corpus(seed: 1)
    }

    /// Adds documents, one after the other, until there are so many chunks.
    mutating func grow(to count: Int) async throws {
        guard let job = JobID("00000000-0000-7000-8000-000000000000") else { return }
        while chunks < count {
            let texts = corpus.document()
            let document = KnowledgeDocument(
                collection: collection, name: "document-\(chunks).txt", title: "Document \(chunks)",
                mediaType: .text, file: FileID(), digest: "", size: 0, job: job)
            let start = MonotonicTime.now()
            let outcome = await host.plugins.ingest(
                KnowledgeIngestion(
                    scope: caller.scope, document: document, chunks: texts, embedder: embedder,
                    deadline: .after(.seconds(60))))
            seconds += MonotonicTime.milliseconds(since: start) / 1000
            if case .failure(let failure) = outcome { throw BenchFailure("a document: \(failure.message)") }
            chunks += texts.count
            let chunk = texts[questions.count % texts.count]
            questions.append(
                Question(text: corpus.question(of: chunk, number: questions.count), document: document.id))
            frequent.append(corpus.frequentWords())
        }
        var numbers = SplitMix64(seed: 2)
        questions.shuffle(using: &numbers)
    }

    func tool(_ mode: String) -> Tool {
        Tool(
            name: "search", description: "", type: "RAG_SEARCH", authorization: .none,
            config: ["collection": .string(collection.rawValue), "mode": .string(mode), "minimum_similarity": 0.1])
    }

    /// The documents of the passages that are found.
    func found(by tool: Tool, _ question: String) async throws -> [String] {
        let result = try await host.result(
            of: ToolInvocation(
                caller: caller, tool: tool, arguments: ["query": .string(question)], deadline: .after(.seconds(30)),
                traceID: "", embedder: embedder))
        return (result["passages"]?.arrayValue ?? []).compactMap { $0["document"]?.stringValue }
    }
}
