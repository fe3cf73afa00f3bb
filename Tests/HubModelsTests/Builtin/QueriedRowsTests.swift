import HubCore
import Testing

@testable import HubModels

@Suite struct QueriedRowsTests {
    private static let sales = ModelTool.make(
        "list_hive_yields", "Monthly yields of a hive", required: ["hive"],
        labels: ["month": Label([.english: "Month", .vietnamese: "Tháng"])],
        properties: ["hive": ["type": "string", "enum": ["north", "south"]]])

    private func answer(
        rows: JSONValue, truncated: Bool = false, language: Language = .english, format: OutputFormat = .markdownTable
    ) async throws -> String {
        try await Scene(tools: [Self.sales], language: language, format: format).answer(
            language == .english ? "Monthly yields of north" : "Sản lượng của north",
            .success([
                "rows": rows,
                "columns": [["name": "month", "type": "text"], ["name": "kilos", "type": "number"]],
                "row_count": .int(rows.arrayValue?.count ?? 0), "truncated": .bool(truncated),
            ])
        ).text
    }

    private let rows: JSONValue = [["month": "10", "kilos": 1200.5], ["month": "11", "kilos": 1500]]

    @Test func aDatabasesRowsAreShownWithoutWhatIsSaidOfThem() async throws {
        #expect(
            try await answer(rows: rows) == """
                2 results for hive north:

                | Month | Kilos |
                | --- | ---: |
                | 10 | 1,200.5 |
                | 11 | 1,500 |
                """)
    }

    @Test(arguments: [
        (Language.english, "These are the first 2; there are more."),
        (.vietnamese, "Đây là 2 dòng đầu tiên; vẫn còn nữa."),
    ])
    func thatThereAreMoreIsSaid(_ language: Language, _ note: String) async throws {
        #expect(try await answer(rows: rows, truncated: true, language: language).hasSuffix(note))
    }

    @Test func aChartIsOfTheRows() async throws {
        let text = try await answer(rows: rows, format: .chartData)
        #expect(text.contains("1,500") && !text.contains("Row count"))
    }

    @Test func noRowsAreNoResult() async throws {
        #expect(try await answer(rows: []) == "Nothing was found for hive north.")
    }
}
