import HubCore
import Testing

@testable import HubModels

@Suite struct FailureWordingTests {
    private func text(_ failure: ToolFailure, _ language: Language = .english, tool: ModelTool = .debt) async throws
        -> String
    {
        try await Scene(tools: [tool], language: language).answer("MST 0999999999", .failure(failure)).text
    }

    @Test func notFoundQuotesTheSystem() async throws {
        let failure = ToolFailure(
            .notFound, "HTTP 404", details: ["http_status": 404, "body": ["message": "Customer not found."]])
        #expect(try await text(failure) == "Nothing was found for MST 0999999999: customer not found.")
        #expect(try await text(failure, .vietnamese) == "Không tìm thấy dữ liệu cho MST 0999999999.")
        let local = ToolFailure(.notFound, "", details: ["body": ["error": ["message": "Không có khách hàng này"]]])
        #expect(
            try await text(local, .vietnamese)
                == "Không tìm thấy dữ liệu cho MST 0999999999: không có khách hàng này.")
    }

    @Test(arguments: [.null, ["currency": "XYZ"], ["kind": "none"]] as [JSONValue])
    func aPluginsMessageStandsAsItIs(_ details: JSONValue) async throws {
        let missing = ToolFailure(
            .notFound, "Viettel has no rate for XYZ. Ask for another currency.", details: details)
        #expect(
            try await text(missing)
                == "Nothing was found for MST 0999999999. Viettel has no rate for XYZ. Ask for another currency.")
        #expect(try await text(missing, .vietnamese) == "Không tìm thấy dữ liệu cho MST 0999999999.")
        let refused = ToolFailure(.invalidInput, "The last day lies before the first", details: details)
        #expect(
            try await text(refused)
                == "The system did not accept this for MST 0999999999. The last day lies before the first.")
        let failed = ToolFailure(.upstream, "The pool of connections is empty.", details: details)
        #expect(try await text(failed).contains("pool") == false)
    }

    @Test func aMessageIsQuotedInAnAnswerOfItsOwnLanguage() async throws {
        let local = ToolFailure(.notFound, "Không có tỷ giá của XYZ.")
        #expect(try await text(local) == "Nothing was found for MST 0999999999.")
        #expect(
            try await text(local, .vietnamese)
                == "Không tìm thấy dữ liệu cho MST 0999999999. Không có tỷ giá của XYZ.")
        let named = ToolFailure(.notFound, "There is no customer of the name Nguyễn Văn An.")
        #expect(try await text(named).hasSuffix(". There is no customer of the name Nguyễn Văn An."))
        #expect(try await text(named, .vietnamese) == "Không tìm thấy dữ liệu cho MST 0999999999.")
    }

    @Test func whatAnotherSystemAnsweredCountsBeforeTheMessage() async throws {
        let wordless = ToolFailure(
            .notFound, "The server has nothing for these arguments (HTTP 404).", details: ["http_status": 404])
        #expect(try await text(wordless) == "Nothing was found for MST 0999999999.")
    }

    @Test(arguments: ["connection", "resolution", "tls"])
    func aSystemThatWasNotReachedIsNotSaidToHaveAnswered(_ kind: String) async throws {
        let failure = ToolFailure(.upstream, "erp.example.com: refused", details: ["kind": .string(kind)])
        #expect(
            try await text(failure)
                == "The system that has this data cannot be reached right now for MST 0999999999. "
                + "Please try again in a moment.")
    }

    @Test(arguments: [.null, ["kind": "protocol_error"], ["http_status": 200]] as [JSONValue])
    func whatIsNoAnswerOfUseIsSaidToBeNone(_ details: JSONValue) async throws {
        #expect(
            try await text(ToolFailure(.upstream, "There is no rate in it.", details: details))
                == "The system that has this data gave no usable answer for MST 0999999999. "
                + "Please try again in a moment.")
    }

    @Test(arguments: [
        "NOT_FOUND", "{\"code\": 1} x", "<html> not found", "at line\n3 of x", String(repeating: "long ", count: 60),
    ])
    func whatIsNoSentenceIsNotQuoted(_ message: String) async throws {
        let failure = ToolFailure(.notFound, "", details: ["http_status": 404, "body": ["message": .string(message)]])
        #expect(try await text(failure) == "Nothing was found for MST 0999999999.")
    }

    @Test func theInsideOfAFailingSystemIsNotQuoted() async throws {
        let failure = ToolFailure(
            .upstream, "HTTP 500", details: ["http_status": 500, "body": ["message": "null pointer in line 17"]])
        #expect(
            try await text(failure)
                == "The system that has this data answered with an error for MST 0999999999. "
                + "Please try again in a moment.")
        let refused = ToolFailure(
            .upstream, "", details: ["http_status": 409, "body": ["detail": "Books are closed!"]])
        #expect(
            try await text(refused)
                == "The system that has this data answered with an error for MST 0999999999: books are closed. "
                + "Please try again in a moment.")
    }

    @Test(arguments: ToolFailure.Code.allCases)
    func everyFailureIsASentenceInBothLanguages(_ code: ToolFailure.Code) async throws {
        let failure = ToolFailure(code, "E_INTERNAL {\"x\":1}", details: ["http_status": 503, "body": "{\"e\":1}"])
        for language in Language.allCases {
            let text = try await text(failure, language)
            #expect(text.contains("MST 0999999999"))
            #expect(text.hasSuffix("."))
            #expect(!text.contains(code.rawValue) || code == .cancelled)
            #expect(!text.contains("{") && !text.contains("E_INTERNAL") && !text.contains("503"))
            #expect(TextFolding.hasVietnameseLetters(text) == (language == .vietnamese))
        }
    }

    @Test func aRefusedValueIsExplainedByItsForm() async throws {
        let scene = Scene(tools: [.debt])
        let failure = ToolOutcome.failure(ToolFailure(.invalidInput, "/mst: does not match"))
        let english = try await scene.answer("Show me debt for customer MST 12345", failure)
        #expect(english.text == "An MST has 10 digits; \"12345\" has 5.")
        #expect(english.stopReason == .needsInput)
        var vietnamese = scene
        vietnamese.language = .vietnamese
        #expect(
            try await vietnamese.answer("nợ của MST 12345", failure).text == "MST gồm 10 chữ số; \"12345\" chỉ có 5.")
        #expect(
            try await vietnamese.answer("nợ của MST 123456789012", failure).text
                == "MST gồm 10 chữ số; \"123456789012\" có tới 12.")
        #expect(
            try await scene.answer("MST 01049858XX", failure).text
                == "An MST has 10 digits; \"01049858XX\" does not fit.")
        let shipment = try await Scene(tools: [.shipment]).answer("shipment AB12", failure)
        #expect(shipment.text == "A shipment is 3 letters followed by 3 digits; \"AB12\" does not fit.")
    }

    @Test func aMixtureOfRefusedAndAnsweredIsAnAnswer() async throws {
        let answer = try await Scene(tools: [.debt]).answer(
            "debt of MST 0104985841 and MST 12345", .success(["total_debt": 5]),
            .failure(ToolFailure(.invalidInput, "")))
        #expect(answer.stopReason == .end)
        #expect(answer.text.hasSuffix("\n\nAn MST has 10 digits; \"12345\" has 5."))
    }

    @Test func aRefusalThatTheSchemaDoesNotExplainIsTheSystems() async throws {
        let failure = ToolFailure(
            .invalidInput, "", details: ["http_status": 422, "body": ["message": "MST is closed"]])
        #expect(
            try await text(failure)
                == "The system did not accept this for MST 0999999999: MST is closed.")
    }

    @Test func wrongValuesOfOtherKindsAreExplained() async throws {
        let tool = ModelTool.make(
            "list", "List of entries", required: ["day"],
            properties: [
                "limit": ["type": "integer", "minimum": 1, "maximum": 1000],
                "day": ["type": "string", "format": "date", "pattern": "^2025-"],
                "tags": ["type": "array", "items": ["type": "string", "pattern": "^T[0-9]$"]],
            ])
        let scene = Scene(tools: [tool])
        let failure = ToolOutcome.failure(ToolFailure(.invalidInput, ""))
        #expect(
            try await scene.answer("list entries of today limit 5,000", failure).text
                == "A limit is a whole number from 1 to 1,000; \"5000\" does not fit.")
        #expect(
            try await scene.answer("list entries of today with tags T1 and TX99", failure).text
                == "Each value of tags is \"T\" followed by 1 digit; \"TX99\" does not fit.")
        #expect(
            try await scene.answer("list entries of 2024-01-01", failure).text.hasSuffix("\"2024-01-01\" does not fit.")
        )
    }
}
