import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(2))) struct FilterTests {
    private let harness: RAGToolHarness

    init() async throws {
        harness = try RAGToolHarness()
        let tool = try harness.tool()
        // A text that stands in two documents is one passage, so these differ.
        for id in ["a", "b", "c", "d", "e"] {
            let completion = await tool.ingest(
                RAGToolHarness.document(id, ["The budget of the year, by \(id)."], metadata: metadata[id] ?? [:]))
            #expect(completion.has(AH_OK))
        }
    }

    private let metadata: [String: JSONValue] = [
        "a": ["year": 2020, "dept": "hr", "final": true, "date": "2020-05-01"],
        "b": ["year": 2022.5, "dept": "it", "final": false, "date": "2022-05-01"],
        "c": ["year": 2024, "dept": "Sales", "final": true, "date": "2024-05-01"],
        "d": ["year": "2024", "dept": 1, "final": 1, "odd": ["hr"]],
    ]

    @Test(
        arguments: [
            ([:], "abcde"), (["dept": "hr"], "a"), (["dept": "HR"], ""), (["dept": ["hr", "it"]], "ab"),
            (["dept": 1], "d"),
            (["year": 2024], "c"), (["year": 2024.0], "c"), (["year": "2024"], "d"),
            (["year": ["minimum": 2021]], "bc"),
            (["year": ["minimum": 2020, "maximum": 2023]], "ab"), (["year": ["maximum": 2020]], "a"),
            (["year": ["minimum": "2000"]], "d"), (["date": ["minimum": "2021-01-01", "maximum": "2023-01-01"]], "b"),
            (["final": true], "ac"), (["final": 1], "d"), (["final": [false, 1]], "bd"), (["odd": "hr"], ""),
            (["missing": "x"], ""), (["dept": ["hr", "it"], "final": true], "a"),
        ] as [(JSONValue, String)])
    func takesDocumentsWhoseMetadataFits(_ filters: JSONValue, _ documents: String) async throws {
        #expect(try await harness.found("budget", ["filters": filters]).sorted() == documents.map(String.init))
        // The row's own filters are the same.
        let tool = try harness.tool(["collection": "handbook", "top_k": 20, "filters": filters])
        #expect(try await harness.found("budget", by: tool).sorted() == documents.map(String.init))
    }

    @Test func neverWidensTheRowsFilters() async throws {
        let tool = try harness.tool(["collection": "handbook", "top_k": 20, "filters": ["dept": "hr"]])
        #expect(try await harness.found("budget", by: tool, ["filters": ["dept": ["hr", "it", "Sales"]]]) == ["a"])
        #expect(try await harness.found("budget", by: tool, ["filters": ["dept": "it"]]) == [])
        #expect(try await harness.found("budget", by: tool, ["filters": [:]]) == ["a"])
        #expect(try await harness.found("budget", by: tool, ["filters": .null]) == ["a"])
    }
}
