import HubCore
import Testing

@testable import HubModels

@Suite struct UnrealDateTests {
    private let tool = ModelTool.make(
        "list_records", "Lists records of a range.", required: ["from", "to"],
        properties: ["from": ["type": "string", "format": "date"], "to": ["type": "string", "format": "date"]])

    @Test(arguments: [
        ("records from 2025-02-01 to 2025-02-30", "2025-02-30"), ("records from 1/2/2025 to 30/02/2025", "30/02/2025"),
        ("records from 1 February 2025 to 30 February 2025", "30 February 2025"),
    ])
    func aDayThatDoesNotExistIsNamed(_ text: String, _ date: String) async throws {
        var scene = Scene(tools: [tool])
        let response = try await scene.respond(to: text)
        #expect(response.toolCalls.isEmpty)
        #expect(response.stopReason == .needsInput)
        #expect(
            response.text == "Please check the date: \(date) does not exist. Please tell me the end date. "
                + "An end date is a date such as 2025-10-15.")
        scene.messages = [.user(text), .assistant(text: response.text, toolCalls: [], entities: [])]
        #expect(try await scene.calls("2025-02-28") == [["from": "2025-02-01", "to": "2025-02-28"]])
    }

    @Test func vietnameseDaysAreCheckedToo() async throws {
        let response = try await Scene(tools: [tool], language: .vietnamese)
            .respond(to: "bản ghi từ 1/4/2025 đến ngày 31 tháng 4 năm 2025")
        #expect(response.toolCalls.isEmpty)
        #expect(response.text.contains("31 tháng 4 năm 2025 không tồn tại. Vui lòng cho biết ngày kết thúc."))
    }

    @Test func anArgumentIsNeverAskedForByASmallWord() async throws {
        let text = try await Scene(tools: [tool]).respond(to: "list records").text
        #expect(text.hasPrefix("Please tell me: start date (a date"))
        let other = ModelTool.make(
            "move_to", "Where things are", required: ["to"],
            properties: ["to": ["type": "integer", "description": "Number of the shelf."]])
        #expect(
            try await Scene(tools: [other]).respond(to: "where are things?").text
                == "Please tell me the value of \"to\". Number of the shelf. A value of \"to\" is a whole number.")
    }

    @Test func anEmptyListIsSaidToBeEmpty() async throws {
        for (language, expected) in [
            (Language.english, "No payment history."), (.vietnamese, "Không có lịch sử thanh toán."),
        ] {
            let tool = ModelTool.make(
                "get_payments", "Payments",
                labels: [
                    "payment_history": Label([.english: "Payment history", .vietnamese: "Lịch sử thanh toán"]),
                    "total": Label([.english: "Total", .vietnamese: "Tổng"]),
                ])
            let scene = Scene(tools: [tool], language: language, format: .markdownTable)
            let alone = try await scene.answer("payments", .success(["payment_history": []])).text
            let both = try await scene.answer("payments", .success(["payment_history": [], "total": 0])).text
            #expect(both.hasSuffix("| 0 |\n\n\(expected)"), "\(both)")
            #expect(!alone.contains("|"))
        }
    }
}
