import HubCore
import HubEgress
import HubPlugins
import Synchronization

/// `hub-bench knowledge PLUGINS FOLDER CHUNKS SECONDS [CHROMA_URL]`: documents go in through the host as a worker gives them, and are
/// searched as a turn searches them. FOLDER is empty and takes the indexes.
struct KnowledgeBench {
    private static let sample = 20_000
    private static let comparison = 10_000

    let plugins: String
    let folder: String
    let chunks: Int
    let seconds: Double
    let chroma: String?

    init?(_ arguments: [String]) {
        guard (4...5).contains(arguments.count), let chunks = Int(arguments[2]), chunks > 0,
            let seconds = Double(arguments[3])
        else { return nil }
        (plugins, folder) = (arguments[0], arguments[1])
        (self.chunks, self.seconds) = (chunks, seconds)
        chroma = arguments.count == 5 ? arguments[4] : nil
    }

    func run() async throws {
        let host = try BenchHost(plugins: plugins) { $0.dataFolder = folder + "/embedded" }
        Table.head("documents go in", "chunks", "chunks/s", "MB on disk", "RSS MiB")
        var plain = try Library("words", host: host, embedder: nil)
        try await plain.grow(to: min(chunks, Self.sample))
        row("words only", plain, disk: bytes(below: folder))
        let before = bytes(below: folder)
        var library = try Library("vectors", host: host, embedder: HashedEmbedder())
        try await library.grow(to: min(chunks, Self.sample))
        row("words and vectors", library, disk: bytes(below: folder) - before)
        try await library.grow(to: chunks)
        row("words and vectors", library, disk: bytes(below: folder) - before)
        print("")

        headOfSearches()
        let lexical = library.tool("lexical")
        for atOnce in [1, 4] { try await searches("lexical", library, lexical, atOnce: atOnce) }
        try await frequentWords(library, lexical)
        let hybrid = library.tool("hybrid")
        let start = MonotonicTime.now()
        _ = try await library.found(by: hybrid, library.questions[0].text)
        let first = MonotonicTime.milliseconds(since: start)
        for atOnce in [1, 4] { try await searches("hybrid", library, hybrid, atOnce: atOnce) }
        library.embedder = HashedEmbedder(delay: .milliseconds(200))
        try await searches("hybrid, the question's vector takes 200 ms", library, hybrid, atOnce: 100)
        print("")
        let words = "The first hybrid search of a process, which brings the vectors into memory"
        print("\(words): \(first.written(0)) ms.")
        print("")
        if let chroma { try await compare(chroma, embedded: host) }
        await host.shutdown()
    }

    private func row(_ what: String, _ library: Library, disk: Int) {
        Table.row([
            what, "\(library.chunks)", (Double(library.chunks) / library.seconds).written(0),
            (Double(disk) / 1e6).written(0), Memory.resident.written(0),
        ])
    }

    private func headOfSearches() {
        Table.head(
            "search", "chunks", "at once", "searches/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms",
            "the document asked for, %", "RSS MiB")
    }

    private func searches(_ name: String, _ library: Library, _ tool: Tool, atOnce: Int) async throws {
        let hits = Atomic(0)
        let latencies = try await Latencies.measure(atOnce: atOnce, seconds: seconds, minimum: 300) { number in
            let question = library.questions[number % library.questions.count]
            if try await library.found(by: tool, question.text).contains(question.document.description) {
                hits.add(1, ordering: .relaxed)
            }
        }
        let share = 100 * Double(hits.load(ordering: .relaxed)) / Double(latencies.count)
        row(name, library, atOnce: atOnce, latencies, hits: share.written(0))
    }

    private func frequentWords(_ library: Library, _ tool: Tool) async throws {
        let latencies = try await Latencies.measure(atOnce: 1, seconds: seconds, minimum: 300) { number in
            _ = try await library.found(by: tool, library.frequent[number % library.frequent.count])
        }
        row("lexical, four frequent words", library, atOnce: 1, latencies, hits: "-")
    }

    private func row(_ name: String, _ library: Library, atOnce: Int, _ latencies: Latencies, hits: String) {
        let figures = latencies.cells + [latencies.cpu.written(1), hits, Memory.resident.written(0)]
        Table.row([name, "\(library.chunks)", "\(atOnce)", latencies.rate.written(0)] + figures)
    }

    /// The same documents and questions, fewer of them, in the plugin's own files and at a Chroma server.
    private func compare(_ url: String, embedded: BenchHost) async throws {
        guard let origin = Origin(url: url) else { throw BenchFailure("\(url) is no URL") }
        let host = try BenchHost(plugins: plugins) { configuration in
            configuration.dataFolder = folder + "/chroma"
            configuration.settings = ["agenthub.rag": ["chroma_url": .string(url)]]
            configuration.origins = ["agenthub.rag": [origin]]
        }
        var libraries = [
            (name: "own files", library: try Library("ten", host: embedded, embedder: HashedEmbedder())),
            (name: "Chroma", library: try Library("ten", host: host, embedder: HashedEmbedder())),
        ]
        Table.head("documents go in", "chunks", "chunks/s", "MB on disk", "RSS MiB")
        for index in libraries.indices {
            try await libraries[index].library.grow(to: min(chunks, Self.comparison))
            let (name, library) = libraries[index]
            Table.row([
                "words and vectors, \(name)", "\(library.chunks)",
                (Double(library.chunks) / library.seconds).written(0), "-", "-",
            ])
        }
        print("")
        headOfSearches()
        for (name, library) in libraries {
            for atOnce in [1, 4] {
                try await searches("hybrid, \(name)", library, library.tool("hybrid"), atOnce: atOnce)
            }
        }
        print("")
        await host.shutdown()
    }
}
