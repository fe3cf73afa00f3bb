import HubCore
import Testing

@testable import HubModels

@Suite struct BuiltinModelCallTests {
    let debt = Scene(tools: [.debt])
    let vietnamese = Scene(tools: [.debt], language: .vietnamese)

    @Test(arguments: [
        "Show me debt for customer MST 0104985841", "What does 0104985841 owe?", "MST: 0104985841", "mst0104985841",
        "debt of MST is 0104985841?", "debt of \"0104985841\"", "debt (0104985841).", "Debt for 0104.985.841",
        "debt for 0104 985 841 please", "SHOW ME DEBT FOR MST 0104985841", "customer 0104985841's debt",
    ])
    func fillsTheSlotFromEnglishWords(_ text: String) async throws {
        let response = try await debt.respond(to: text)
        #expect(response.toolCalls.map(\.name) == ["get_customer_debt"])
        #expect(response.toolCalls.map(\.arguments) == [#"{"mst":"0104985841"}"#])
        #expect(response.stopReason == .toolCalls)
        #expect(response.usage == .zero)
    }

    @Test(arguments: [
        "Công nợ của khách hàng MST 0104985841 là bao nhiêu?", "cong no cua khach hang MST 0104985841 la bao nhieu",
        "mã số thuế 0104985841 còn nợ bao nhiêu", "Cho tôi xem nợ của 0104985841",
    ])
    func fillsTheSlotFromVietnameseWords(_ text: String) async throws {
        #expect(try await vietnamese.calls(text) == [["mst": "0104985841"]])
    }

    @Test func severalValuesBecomeSeveralCalls() async throws {
        #expect(
            try await debt.calls("debt of 0104985841 and 0312345678")
                == [["mst": "0104985841"], ["mst": "0312345678"]])
        #expect(
            try await vietnamese.calls("nợ của 0104985841, 0312345678 và 0104985841")
                == [["mst": "0104985841"], ["mst": "0312345678"]])
        let ids = try await debt.respond(to: "debt of 0104985841,0312345678").toolCalls.map(\.id)
        #expect(Set(ids).count == 2)
    }

    @Test func callsAreBoundedAndTheAnswerSaysWhatWasLeftOut() async throws {
        let values = (0..<7).map { "010498584\($0)" }
        let question = "debt of " + values.joined(separator: ", ")
        #expect(try await debt.calls(question).count == 5)
        let outcomes = Array(repeating: ToolOutcome.success(["total_debt": 5]), count: 5)
        let answer = try await debt.answer(question, outcomes: outcomes)
        #expect(answer.text.hasSuffix("I looked up the first 5 of 7; please ask for the others separately."))
    }

    @Test(arguments: ["Show me debt for customer MST 12345", "debt of 12345?", "and for mst 12345", "MST là 12345"])
    func aWrongValueIsHandedOnForTheLoopToRefuse(_ text: String) async throws {
        #expect(try await debt.calls(text) == [["mst": "12345"]])
    }

    @Test func aWrongValueInTheMessageIsNotReplacedByAnEarlierOne() async throws {
        var scene = debt
        scene.messages = [
            .user("debt of 0104985841"),
            .assistant(text: "…", toolCalls: [], entities: [Entity(name: "mst", value: "0104985841")]),
        ]
        #expect(try await scene.calls("and the debt of 12345?") == [["mst": "12345"]])
        #expect(try await scene.calls("and the debt of 0312345678?") == [["mst": "0312345678"]])
        #expect(try await scene.calls("and their debt in 2025?") == [["mst": "0104985841"]])
    }

    @Test func aMissingValueComesFromWhatWasMentionedLast() async throws {
        var scene = debt
        scene.entities = [Entity(name: "mst", value: "1111111111"), Entity(name: "mst", value: "2222222222")]
        #expect(try await scene.calls("and their debt?") == [["mst": "2222222222"]])
        scene.messages = [
            .user("What about shipment ABC123?"),
            .assistant(
                text: "…", toolCalls: [],
                entities: [
                    Entity(name: "shipment_id", value: "ABC123"), Entity(name: "customer_mst", value: "3333333333"),
                ]),
        ]
        #expect(try await scene.calls("and their debt?") == [["mst": "3333333333"]])
        scene.messages.append(.user("we spoke of MST 4444444444 too"))
        scene.messages.append(.assistant(text: "Noted.", toolCalls: [], entities: []))
        #expect(try await scene.calls("and their debt?") == [["mst": "4444444444"]])
        #expect(try await scene.calls("debt of the customer of shipment ABC123?") == [["mst": "4444444444"]])
    }

    @Test func anEntityThatDoesNotFitIsNotUsed() async throws {
        var scene = debt
        scene.entities = [Entity(name: "mst", value: "12"), Entity(name: "order", value: "5555555555")]
        #expect(try await scene.respond(to: "and their debt?").toolCalls.isEmpty)
    }

    @Test func aMissingValueIsAskedFor() async throws {
        let response = try await debt.respond(to: "Show me the debt")
        #expect(response.toolCalls.isEmpty)
        #expect(response.stopReason == .needsInput)
        #expect(response.text == "Which MST do you mean? An MST has 10 digits.")
        let asked = try await vietnamese.respond(to: "Cho tôi xem công nợ")
        #expect(asked.text == "Bạn muốn hỏi MST nào? MST gồm 10 chữ số.")
        #expect(asked.stopReason == .needsInput)
    }

    @Test func severalMissingValuesAreAskedForTogether() async throws {
        let tool = ModelTool.make(
            "report", "Sales report of a branch", required: ["branch_code", "month"],
            properties: [
                "branch_code": ["type": "string", "pattern": "^BR-[0-9]{2}$"],
                "month": ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"],
            ])
        let response = try await Scene(tools: [tool]).respond(to: "show the sales report")
        #expect(
            response.text == "Please tell me: branch code (\"BR-\" followed by 2 digits) and "
                + "month (4 digits, then \"-\" and then 2 digits).")
        #expect(
            try await Scene(tools: [tool]).calls("sales report of BR-07 for October 2025")
                == [["branch_code": "BR-07", "month": "2025-10"]])
        #expect(
            try await Scene(tools: [tool]).calls("sales report, branch 07, last month")
                == [["branch_code": "BR-07", "month": "2025-10"]])
    }

    @Test func theToolIsChosenByItsWordsAndByTheValue() async throws {
        let scene = Scene(tools: [.debt, .shipment])
        for (text, name) in [
            ("What about shipment ABC123?", "track_shipment"), ("and abc123?", "track_shipment"),
            ("Where is ABC123", "track_shipment"), ("0104985841", "get_customer_debt"),
            ("debt of 0104985841", "get_customer_debt"),
        ] {
            #expect(try await scene.respond(to: text).toolCalls.map(\.name) == [name], "\(text)")
        }
    }

    @Test func theQuestionBeforeDecidesBetweenToolsThatTheMessageDoesNotTellApart() async throws {
        let payments = ModelTool.make(
            "list_payments", "Payments that a customer made.", required: ["mst"],
            properties: ["mst": ["type": "string", "pattern": "^[0-9]{10}$"]])
        var scene = Scene(tools: [.debt, payments])
        #expect(try await scene.respond(to: "and 0312345678?").toolCalls.first?.name == "get_customer_debt")
        scene.messages = [.user("payments of 0104985841"), .assistant(text: "…", toolCalls: [], entities: [])]
        #expect(try await scene.respond(to: "and 0312345678?").toolCalls.first?.name == "list_payments")
    }

    @Test(arguments: ["thanks a lot", "Hello", "cảm ơn nhiều nhé", "ok"])
    func aCourtesyCallsNothingWhateverWasSpokenOf(_ text: String) async throws {
        var scene = debt
        scene.entities = [Entity(name: "mst", value: "0104985841")]
        let response = try await scene.respond(to: text)
        #expect(response.toolCalls.isEmpty)
        #expect(response.stopReason == .needsInput)
        #expect(response.text.contains("- Outstanding and overdue debt of a customer."))
    }

    @Test func withoutToolsItSaysSo() async throws {
        let english = try await Scene(tools: []).respond(to: "debt of 0104985841")
        #expect(english.text == "I cannot look anything up here: no tool is available to me.")
        #expect(english.stopReason == .needsInput)
        let scene = Scene(tools: [], language: .vietnamese, agentLabel: "Công nợ")
        #expect(try await scene.respond(to: "nợ?").text.hasPrefix("Tôi chưa thể tra cứu gì ở đây"))
    }

    @Test func whatNoToolIsAskedForIsAnsweredWithWhatCanBe() async throws {
        let scene = Scene(tools: [.debt, .shipment], language: .vietnamese, agentLabel: "Công nợ")
        let response = try await scene.respond(to: "abc xyz")
        #expect(response.stopReason == .needsInput)
        #expect(
            response.text.hasPrefix("Tôi chưa rõ bạn cần tra cứu gì. Tôi có thể giúp những việc sau (Công nợ):\n- "))
    }

    @Test func aToolWithoutArgumentsIsCalled() async throws {
        let tool = ModelTool.make("check_reorder_levels", "Products below their reorder level")
        #expect(try await Scene(tools: [tool]).calls("Which products are below reorder level?") == [[:]])
    }

    @Test func callIdentifiersDoNotRepeatWithinAConversation() async throws {
        var scene = debt
        scene.messages = [
            .user("a"),
            .assistant(
                text: "", toolCalls: [ModelToolCall(id: "call_1", name: "x", arguments: "{}")], entities: []),
        ]
        #expect(try await scene.respond(to: "debt of 0104985841").toolCalls.map(\.id) == ["call_2"])
    }

    @Test func aRequestForTextInASchemaIsRefused() async throws {
        var request = Scene(tools: []).request([.user("hi")])
        request.responseSchema = ["type": "object"]
        await #expect {
            _ = try await BuiltinModel().complete(request)
        } throws: {
            ($0 as? ModelError)?.kind == .unsupported
        }
    }

    @Test func aPassedDeadlineEndsTheCall() async throws {
        var request = debt.request([.user("debt of 0104985841")])
        request.deadline = Deadline(nanoseconds: 0)
        await #expect {
            _ = try await BuiltinModel().complete(request)
        } throws: {
            ($0 as? ModelError)?.kind == .timeout
        }
    }

    @Test func aCancelledTaskEndsTheCall() async throws {
        let request = debt.request([.user("debt of 0104985841")])
        let task = Task { () -> ModelError.Kind? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(ModelError) {
                _ = try await BuiltinModel().complete(request)
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(await task.value == .cancelled)
    }
}
