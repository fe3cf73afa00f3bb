import FoundationEssentials
import HubCore
import HubPlugins

/// `hub-bench ocr PLUGINS PAGE TEXT`: how long a page takes that is read as a turn reads an attachment. PAGE is a picture in which the words
/// of the file TEXT stand.
struct OCRBench {
    private static let runs = 3

    let plugins: String
    private let page: PageBlob
    private let words: [String]

    init?(_ arguments: [String]) {
        guard arguments.count == 3, let bytes = try? Data(contentsOf: URL(filePath: arguments[1])),
            let text = try? String(contentsOfFile: arguments[2], encoding: .utf8)
        else { return nil }
        plugins = arguments[0]
        page = PageBlob(bytes: Array(bytes))
        words = Self.words(of: text)
    }

    private static func words(of text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    func run() async throws {
        let host = try BenchHost(plugins: plugins)
        let empty = Memory.resident
        Table.head(
            "languages", "pages at once", "pages/s", "CPU s a page", "RSS between pages, MiB", "at the peak, MiB",
            "words right, %")
        for languages in [["eng"], ["eng", "vie"]] {
            let tool = Tool(
                name: "read", description: "", type: "OCR_EXTRACT",
                config: ["languages": .array(languages.map(JSONValue.string))])
            // Loads the languages.
            let right = rightWords(in: try await read(host, tool))
            for atOnce in [1, 2] { try await row(host, tool, languages, atOnce: atOnce, right: right) }
        }
        print("")
        print("RSS before the first page: \(empty.written(0)) MiB.")
        print("")
        await host.shutdown()
    }

    private func row(
        _ host: BenchHost, _ tool: Tool, _ languages: [String], atOnce: Int, right: String
    ) async throws {
        @Sendable func pages() async throws -> Latencies {
            try await Latencies.measure(atOnce: atOnce, seconds: 0, minimum: atOnce) { _ in
                _ = try await read(host, tool)
            }
        }
        // Loads the languages once more, for the second page.
        if atOnce > 1 { _ = try await pages() }
        let idle = Memory.resident
        Memory.forgetPeak()
        var measured: [Latencies] = []
        for _ in 0..<Self.runs { measured.append(try await pages()) }
        let peak = Memory.peak
        Table.row([
            languages.joined(separator: ", "), "\(atOnce)", measured.map(\.rate).median.written(2),
            (measured.map(\.cpu).median / 1000).written(2), idle.written(0), peak.written(0),
            right,
        ])
    }

    /// The text that is read.
    private func read(_ host: BenchHost, _ tool: Tool) async throws -> String {
        let result = try await host.result(
            of: ToolInvocation(
                caller: try BenchHost.caller("bench"), tool: tool, arguments: ["file": .string(PageBlob.id)],
                deadline: .after(.seconds(300)), traceID: "", blobs: page))
        guard let text = result["pages"]?.arrayValue?.first?["text"]?.stringValue else {
            throw BenchFailure("no page was read")
        }
        return text
    }

    /// How many of the page's words were read, in per cent, wherever they stand.
    private func rightWords(in text: String) -> String {
        var left = Self.words(of: text).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        var count = 0
        for word in words where left[word, default: 0] > 0 {
            left[word, default: 0] -= 1
            count += 1
        }
        return (100 * Double(count) / Double(max(1, words.count))).written(1)
    }
}

/// A picture in memory.
private struct PageBlob: ToolBlobs {
    static let id = "00000000-0000-7000-8000-000000000001"

    let bytes: [UInt8]

    func read(
        _ id: String, offset: Int, length: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        guard id == Self.id else { return nil }
        let start = min(offset, bytes.count)
        return Array(bytes[start..<min(bytes.count, start + length)])
    }
}
