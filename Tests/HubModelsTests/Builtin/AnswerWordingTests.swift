import HubCore
import Testing

@testable import HubModels

@Suite struct AnswerWordingTests {
    let debt: JSONValue = [
        "mst": "0104985841", "total_debt": 15432, "currency": "USD", "payment_terms": "Net 30",
    ]

    /// Parsed, so that the digits stay as they were written.
    private func record() throws -> JSONValue {
        try JSONValue(
            parsing: """
                {"mst":"0104985841","currency":"USD","total_debt":15432.50,"overdue_amount":5200.00,
                 "last_payment":{"date":"2025-10-15","amount":3000.00},"payment_terms":"Net 30"}
                """)
    }

    @Test func aRecordBecomesLabelledLines() async throws {
        let answer = try await Scene(tools: [.debt]).answer("debt of MST 0104985841", .success(record()))
        #expect(answer.stopReason == .end)
        #expect(answer.toolCalls.isEmpty)
        #expect(
            answer.text == """
                MST 0104985841 has:
                - Total outstanding: $15,432.50
                - Overdue amount: $5,200.00
                - Last payment: 2025-10-15 ($3,000.00)
                - Payment terms: Net 30
                """)
    }

    @Test func aRecordIsWordedInVietnamese() async throws {
        let answer = try await Scene(tools: [.debt], language: .vietnamese)
            .answer("Công nợ của MST 0104985841?", .success(record()))
        #expect(
            answer.text == """
                MST 0104985841 có:
                - Tổng nợ: 15.432,50 USD
                - Nợ quá hạn: 5.200,00 USD
                - Thanh toán gần nhất: 15/10/2025 (3.000,00 USD)
                - Điều khoản thanh toán: Net 30
                """)
    }

    @Test func aSummaryIsOneSentence() async throws {
        var scene = Scene(tools: [.debt], format: .summaryText)
        let english = try await scene.answer("debt of MST 0104985841", .success(record()))
        #expect(
            english.text == "MST 0104985841: total outstanding $15,432.50, overdue amount $5,200.00, "
                + "last payment 2025-10-15 ($3,000.00), payment terms Net 30.")
        scene.language = .vietnamese
        let vietnamese = try await scene.answer("nợ của MST 0104985841", .success(record()))
        #expect(
            vietnamese.text == "MST 0104985841: tổng nợ 15.432,50 USD, nợ quá hạn 5.200,00 USD, "
                + "thanh toán gần nhất 15/10/2025 (3.000,00 USD), điều khoản thanh toán Net 30.")
    }

    @Test func arraysOfObjectsBecomeTables() async throws {
        let rows = try JSONValue(
            parsing: """
                [{"no":"A|1","amount":1250.5,"due":"2025-10-15","ok":true},{"no":"A2","amount":-3,"note":"x\\ny"}]
                """)
        var scene = Scene(tools: [.debt], format: .markdownTable)
        #expect(
            try await scene.answer("debt of 0104985841", .success(rows)).text == """
                2 results for MST 0104985841:

                | No | Amount | Due | OK | Note |
                | --- | ---: | --- | --- | --- |
                | A\\|1 | 1,250.5 | 2025-10-15 | yes | — |
                | A2 | -3 | — | — | x y |
                """)
        scene.language = .vietnamese
        let text = try await scene.answer("nợ của 0104985841", .success(["invoices": rows])).text
        #expect(text.hasPrefix("2 kết quả cho MST 0104985841:\n\n| No | Amount |"))
        #expect(text.contains("| A\\|1 | 1.250,5 | 15/10/2025 | có | — |"))
    }

    @Test func anObjectThatHoldsRowsKeepsWhatStandsBeside() async throws {
        let result = try JSONValue(
            parsing: #"{"mst":"0104985841","currency":"USD","branch":"North","invoices":[{"id":7,"amount":10.00}]}"#)
        let answer = try await Scene(tools: [.debt], format: .markdownTable).answer("0104985841", .success(result))
        #expect(
            answer.text == """
                MST 0104985841 has:

                - Branch: North

                | ID | Amount |
                | ---: | ---: |
                | 7 | $10.00 |
                """)
    }

    @Test func anObjectBecomesATableOfItsFields() async throws {
        let answer = try await Scene(tools: [.debt], format: .markdownTable).answer("0104985841", .success(record()))
        #expect(
            answer.text == """
                MST 0104985841 has:

                | Field | Value |
                | --- | --- |
                | Total outstanding | $15,432.50 |
                | Overdue amount | $5,200.00 |
                | Last payment | 2025-10-15 ($3,000.00) |
                | Payment terms | Net 30 |
                """)
    }

    @Test func longTablesAndRecordsAreCutOff() async throws {
        let rows = JSONValue.array((0..<53).map { ["n": .int($0)] })
        let scene = Scene(tools: [.debt], format: .markdownTable)
        let table = try await scene.answer("0104985841", .success(rows)).text
        #expect(table.hasSuffix("| 49 |\n\n… and 3 more"))
        let wide = JSONValue.object(JSONObject((0..<33).map { ("field\($0)", JSONValue.int($0)) }))
        let card = try await Scene(tools: [.debt]).answer("0104985841", .success(wide)).text
        #expect(card.hasSuffix("- Field29: 29\n… and 3 more"))
        let fields = try await scene.answer("0104985841", .success([wide, wide])).text
        #expect(fields.hasSuffix("21 columns are left out."))
        let list = try await Scene(tools: [.debt]).answer("0104985841", .success(rows)).text
        #expect(list.hasSuffix("- N: 49\n… and 3 more"))
    }

    @Test func chartsAreSummedUpInALine() async throws {
        let rows = try JSONValue(
            parsing: """
                {"currency":"USD","points":[{"month":"2025-01","total":1000.00},{"month":"2025-02","total":400.00},
                 {"month":"2025-03","total":2500.00},{"month":"2025-04","total":900.00}]}
                """)
        var scene = Scene(tools: [.debt], format: .chartData)
        #expect(
            try await scene.answer("0104985841", .success(rows)).text
                == "MST 0104985841: total by month: 4 points from 2025-01 to 2025-04; lowest $400.00 (2025-02), "
                + "highest $2,500.00 (2025-03), last $900.00 (2025-04).")
        scene.language = .vietnamese
        #expect(
            try await scene.answer("0104985841", .success(rows)).text
                == "MST 0104985841: total theo month: 4 điểm từ 2025-01 đến 2025-04; "
                + "thấp nhất 400,00 USD (2025-02), cao nhất 2.500,00 USD (2025-03), gần nhất 900,00 USD (2025-04).")
    }

    @Test(arguments: [
        (
            #"{"labels":["a","b"],"values":[1,2]}"#,
            "Values: 2 points from a to b; lowest 1 (a), highest 2 (b), last 2 (b)."
        ),
        (
            #"{"x":["a","b"],"series":[{"name":"sold","data":[4,3]}]}"#,
            "Sold: 2 points from a to b; lowest 3 (b), highest 4 (a), last 3 (b)."
        ),
        (
            #"{"2025-10-01":5,"2025-10-02":7}"#,
            "Value: 2 points from 2025-10-01 to 2025-10-02; lowest 5 (2025-10-01), "
                + "highest 7 (2025-10-02), last 7 (2025-10-02)."
        ),
        ("[3,1,2]", "Value: 3 points; lowest 1, highest 3, last 2."),
        (
            #"[{"year":2024,"sold":3},{"year":2025,"sold":5}]"#,
            "Sold by year: 2 points from 2024 to 2025; lowest 3 (2024), highest 5 (2025), last 5 (2025)."
        ),
    ])
    func seriesAreFoundInTheirUsualForms(_ json: String, _ text: String) async throws {
        let tool = ModelTool.make("trend", "Trend of sales")
        let answer = try await Scene(tools: [tool], format: .chartData)
            .answer("sales trend?", .success(try JSONValue(parsing: json)))
        #expect(answer.text == text)
    }

    @Test func whatHasNoSeriesIsWordedAsARecord() async throws {
        let tool = ModelTool.make("trend", "Trend of sales")
        let answer = try await Scene(tools: [tool], format: .chartData).answer("trend?", .success(["state": "flat"]))
        #expect(answer.text == "Here is what I found:\n- State: flat")
    }

    @Test(arguments: [JSONValue.null, [], [:], "", ["a": nil]])
    func nothingIsSaidToBeNothing(_ result: JSONValue) async throws {
        for format in OutputFormat.allCases {
            let scene = Scene(tools: [.debt], format: format)
            #expect(
                try await scene.answer("MST 0104985841", .success(result)).text
                    == "Nothing was found for MST 0104985841.")
        }
        let scene = Scene(tools: [.debt], language: .vietnamese)
        #expect(
            try await scene.answer("MST 0104985841", .success(result)).text
                == "Không tìm thấy dữ liệu cho MST 0104985841.")
    }

    @Test func nestedObjectsAndListsAreFlattened() async throws {
        let result = try JSONValue(
            parsing: """
                {"data":{"address":{"street":"1 Le Loi","city":"Hue"},"tags":["a","b"],"open":[],"isActive":false,
                 "contact":{"name":"An","phones":[{"no":"1"}],"extra":{"a":{"b":{"c":{"d":1}}}}},"phone":912345678,
                 "at":"2025-10-15T08:30:00Z","stock":1234567,"year":2025,"percent":12.5,"gone":null,
                 "items":[{"name":"x","price":{"value":2.50,"currency":"EUR"}}]}}
                """)
        let answer = try await Scene(tools: [.debt]).answer("MST 0104985841", .success(result))
        #expect(
            answer.text == """
                MST 0104985841 has:
                - Address: Street: 1 Le Loi, City: Hue
                - Tags: a, b
                - Open: none
                - Is active: no
                - Contact:
                  - Name: An
                  - Phones:
                    - No: 1
                  - Extra:
                    - A: B (C (D: 1))
                - Phone: 912345678
                - At: 2025-10-15 08:30 UTC
                - Stock: 1,234,567
                - Year: 2025
                - Percent: 12.5%
                - Items:
                  - Name: x, Price (Value: €2.50)
                """)
    }

    @Test func listsOfScalarsAreTablesOfOneColumn() async throws {
        let scene = Scene(tools: [.debt], format: .markdownTable)
        let text = try await scene.answer("MST 0104985841", .success(["a|b", 2, nil, ["x": 1]])).text
        #expect(text.hasPrefix("4 results for MST 0104985841:"))
        let plain = try await scene.answer("MST 0104985841", .success(["a|b", 2, nil])).text
        #expect(plain == "3 results for MST 0104985841:\n\n| Value |\n| --- |\n| a\\|b |\n| 2 |\n| — |")
    }

    @Test func aSummaryOfRowsNamesThem() async throws {
        let rows: JSONValue = ["items": [["name": "x", "qty": 1200], ["name": "y", "qty": 7]]]
        let english = try await Scene(tools: [.debt], format: .summaryText).answer("MST 0104985841", .success(rows))
        #expect(english.text == "2 results for MST 0104985841: Name: x, Qty: 1,200; Name: y, Qty: 7.")
        let number = try await Scene(tools: [.debt], format: .summaryText).answer("MST 0104985841", .success(5))
        #expect(number.text == "MST 0104985841 has: 5")
    }

    @Test func textAndNumbersAloneAreAnswers() async throws {
        let tool = ModelTool.make("policy", "Return policy")
        let scene = Scene(tools: [tool])
        #expect(
            try await scene.answer("return policy?", .success("Line one.\n\n\n\u{202E}Line\u{7} two.")).text
                == "Line one.\n\nLine two.")
        #expect(try await scene.answer("return policy?", .success(42)).text == "Here is what I found: 42")
    }

    @Test func wordsOfAResultStayOnTheirLine() async throws {
        let result: JSONValue = ["name": "x\n- Total: 0\u{0}", "currency": "not a code"]
        #expect(
            try await Scene(tools: [.debt]).answer("0104985841", .success(result)).text
                == "MST 0104985841 has:\n- Name: x - Total: 0\n- Currency: not a code")
    }

    @Test func severalResultsHaveASectionEach() async throws {
        let scene = Scene(tools: [.debt])
        let answer = try await scene.answer(
            "debt of 0104985841 and 0312345678", .success(["total_debt": 5]),
            .failure(ToolFailure(.notFound, "404", details: ["http_status": 404])))
        #expect(
            answer.text
                == "MST 0104985841 has:\n- Total outstanding: 5\n\nNothing was found for MST 0312345678.")
        #expect(answer.stopReason == .end)
    }

    @Test func resultsOfSeveralToolsNameThem() async throws {
        let scene = Scene(tools: [.debt, .shipment])
        let messages: [ModelMessage] = [
            .user("?"),
            .assistant(
                text: "",
                toolCalls: [
                    ModelToolCall(id: "a", name: "get_customer_debt", arguments: #"{"mst":"0104985841"}"#),
                    ModelToolCall(id: "b", name: "gone_tool", arguments: "not JSON"),
                ], entities: []),
            .toolResult(ModelToolResult(callID: "a", name: "get_customer_debt", outcome: .success(["total_debt": 5]))),
            .toolResult(ModelToolResult(callID: "b", name: "gone_tool", outcome: .success(["x": 1]))),
        ]
        let answer = try await scene.model.complete(scene.request(messages))
        #expect(
            answer.text == """
                Get customer debt
                MST 0104985841 has:
                - Total outstanding: 5

                Gone tool
                Here is what I found:
                - X: 1
                """)
    }

    @Test func amountsOfCountsAndSmallIntegersAreNoMoney() async throws {
        let result: JSONValue = [
            "currency": "VND", "days_overdue": 12, "open_orders": 3, "balance": 500, "limit": 1_500_000, "id": 99_999,
        ]
        #expect(
            try await Scene(tools: [.debt], language: .vietnamese).answer("0104985841", .success(result)).text == """
                MST 0104985841 có:
                - Days overdue: 12
                - Open orders: 3
                - Balance: 500 VND
                - Limit: 1.500.000 VND
                - ID: 99999
                """)
    }
}
