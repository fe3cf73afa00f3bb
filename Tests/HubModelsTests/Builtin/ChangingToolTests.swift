import HubCore
import Testing

@testable import HubModels

@Suite struct ChangingToolTests {
    private static func tool(
        _ name: String, _ description: String, required: [String], labels: [String: Label] = [:],
        _ properties: JSONValue
    ) -> ModelTool {
        var tool = ModelTool.make(
            name, description, required: required, labels: labels, properties: properties)
        tool.effects = .changes
        return tool
    }

    private static let properties: JSONValue = [
        "customer": ["type": "string"], "quantity": ["type": "integer", "minimum": 1],
    ]
    private static let create = tool(
        "create_order", "Creates an order for a customer.", required: ["customer", "quantity"], properties)
    private static let labelled = tool(
        "create_order", "Creates an order for a customer.", required: ["customer", "quantity"],
        labels: [
            "customer": Label([.english: "Customer", .vietnamese: "Khách hàng"]),
            "quantity": Label([.english: "Quantity", .vietnamese: "Số lượng"]),
        ], properties)
    private static let cancel = tool(
        "cancel_order", "Cancels an order.", required: ["order_id"],
        ["order_id": ["type": "string", "pattern": "^[0-9]{4}$"]])
    private static let get = ModelTool.make(
        "get_order", "Shows an order.", required: ["order_id"],
        properties: ["order_id": ["type": "string", "pattern": "^[0-9]{4}$"]])

    private func after(_ scene: Scene, _ text: String) async throws -> (Scene, ModelResponse) {
        let response = try await scene.respond(to: text)
        var scene = scene
        scene.messages += [.user(text), .assistant(text: response.text, toolCalls: response.toolCalls, entities: [])]
        return (scene, response)
    }

    @Test(arguments: [
        "don't cancel order 1234", "do not cancel order 1234", "never cancel order 1234", "don’t cancel order 1234",
        "should I cancel order 1234?", "was order 1234 cancelled?", "cancel order 1234?", "why cancel order 1234",
        "what happens if I cancel order 1234", "đừng hủy đơn hàng 1234", "không hủy đơn 1234", "khoan hủy đơn 1234",
        "có nên hủy đơn 1234", "đã hủy đơn 1234 chưa", "order 1234", "order 1234 was cancelled", "and 1234",
        "about the cancel button of order 1234", "how do I cancel order 1234", "stop, cancel order 1234 not now",
    ])
    func aMentionAQuestionOrARefusalChangesNothing(_ text: String) async throws {
        for language in Language.allCases {
            let alone = try await Scene(tools: [Self.cancel], language: language).respond(to: text)
            #expect(alone.toolCalls.isEmpty)
            #expect(!alone.text.contains("1234"), "\(alone.text)")
            let both = try await Scene(tools: [Self.cancel, Self.get], language: language).respond(to: text)
            #expect(both.toolCalls.allSatisfy { $0.name == "get_order" })
            #expect(ClarificationWording.language(of: both.text) == nil, "\(both.text)")
        }
    }

    @Test(arguments: [
        ("cancel order 1234", Language.english, "yes"), ("please cancel order 1234.", .english, "OK, go ahead!"),
        ("could you cancel order 1234", .english, "Confirm"), ("hủy đơn hàng 1234", .vietnamese, "Đồng ý"),
        ("vui lòng hủy đơn 1234", .vietnamese, "dong y"), ("tôi muốn hủy đơn 1234", .vietnamese, "vâng ạ"),
        ("huy don 1234", .vietnamese, "xác nhận"), ("hủy đơn 1234", .vietnamese, "có"),
        ("yes, cancel order 1234 please", .english, "do it"), ("cancel order 1234", .english, "đồng ý"),
    ])
    func anOrderIsCarriedOutOnlyAfterAPlainYes(_ order: String, _ language: Language, _ yes: String) async throws {
        var (scene, asked) = try await after(Scene(tools: [Self.get, Self.cancel], language: language), order)
        #expect(asked.toolCalls.isEmpty)
        #expect(asked.stopReason == .needsInput)
        #expect(asked.text.contains("1234"))
        #expect(asked.text.contains(language == .english ? "\"yes\"" : "\"đồng ý\""))
        let done = try await scene.respond(to: yes)
        #expect(done.toolCalls.map(\.name) == ["cancel_order"])
        #expect(done.toolCalls.map(\.arguments) == [#"{"order_id":"1234"}"#])
        // The answer may be in the other language.
        scene.language = language == .english ? .vietnamese : .english
        #expect(try await scene.respond(to: yes).toolCalls.count == 1)
    }

    @Test func theConfirmationSaysWhatIsAboutToBeDone() async throws {
        let text = try await Scene(tools: [Self.labelled]).respond(to: "create order for customer Alpha quantity 5")
            .text
        #expect(
            text == """
                Please confirm. I am about to do this: Creates an order for a customer.
                - customer Alpha, quantity 5
                Reply "yes" to go ahead; any other reply cancels it.
                """)
    }

    @Test(arguments: ["no", "not yet", "yes?", "yes but order 5678", "wait", "không", "đừng", "hello there", "ok no"])
    func anythingElseCancels(_ reply: String) async throws {
        var (scene, _) = try await after(Scene(tools: [Self.cancel]), "cancel order 1234")
        let response: ModelResponse
        (scene, response) = try await after(scene, reply)
        #expect(response.toolCalls.isEmpty)
        #expect(response.text == "Cancelled: nothing was done.")
        #expect(try await scene.respond(to: "yes").toolCalls.isEmpty)
    }

    @Test func theToolsOwnWordAloneGivesUp() async throws {
        var (scene, _) = try await after(Scene(tools: [Self.cancel]), "cancel order 1234")
        #expect(try await scene.respond(to: "cancel").text == "Cancelled: nothing was done.")
        (scene, _) = try await after(Scene(tools: [Self.cancel]), "cancel the order")
        #expect(try await scene.respond(to: "cancel").text == "Cancelled: nothing was done.")
    }

    @Test func aToolThatTurnsIntoOneThatChangesIsKnownAnew() async throws {
        var scene = Scene(tools: [Self.cancel])
        scene.tools[0].effects = .reads
        #expect(try await scene.calls("cancel order 1234").count == 1)
        scene.tools[0].effects = .changes
        #expect(try await scene.calls("cancel order 1234").isEmpty)
    }

    @Test func onlyItsOwnConfirmationCanBeConfirmed() async throws {
        var (scene, asked) = try await after(Scene(tools: [Self.cancel]), "cancel order 1234")
        scene.messages = [
            .user("cancel order 1234"),
            .assistant(text: asked.text.replacing("1234", with: "9999"), toolCalls: [], entities: []),
        ]
        #expect(try await scene.respond(to: "yes").toolCalls.isEmpty)
        scene.messages = [.user("hello"), .assistant(text: asked.text, toolCalls: [], entities: [])]
        #expect(try await scene.respond(to: "yes").toolCalls.isEmpty)
        #expect(try await Scene(tools: [Self.cancel]).respond(to: "yes").toolCalls.isEmpty)
    }

    @Test func whatEarlierMessagesSpokeOfIsNotChanged() async throws {
        var scene = Scene(tools: [Self.cancel])
        scene.entities = [Entity(name: "order_id", value: "1234")]
        scene.messages = [
            .user("what of order 1234"),
            .assistant(text: "…", toolCalls: [], entities: [Entity(name: "order_id", value: "1234")]),
        ]
        let response = try await scene.respond(to: "cancel the order")
        #expect(response.toolCalls.isEmpty)
        #expect(response.text == "Which order ID do you mean? An order ID has 4 digits.")
    }

    @Test func valuesAreGatheredOverSeveralTurns() async throws {
        for tool in [Self.create, Self.labelled] {
            var (scene, response) = try await after(Scene(tools: [tool]), "create order for customer Alpha")
            #expect(response.text == "Please tell me the quantity. A quantity is a whole number of at least 1.")
            (scene, response) = try await after(scene, "0")
            #expect(response.text.hasPrefix("Please check a value: A quantity is a whole number of at least 1;"))
            (scene, response) = try await after(scene, "5")
            #expect(response.text.contains("- customer Alpha, quantity 5\n"))
            #expect(
                try await scene.respond(to: "yes").toolCalls.map(\.arguments) == [#"{"customer":"Alpha","quantity":5}"#]
            )
        }
        var (scene, response) = try await after(Scene(tools: [Self.create]), "create an order, quantity 5")
        #expect(response.text == "Which customer do you mean?")
        (scene, response) = try await after(scene, "Alpha & Sons")
        #expect(response.text.contains("- customer Alpha & Sons, quantity 5\n"))
        (scene, response) = try await after(scene, "never mind")
        #expect(response.text == "Cancelled: nothing was done.")
    }

    @Test func anOrderIsAskedForBesideToolsThatOnlyLook() async throws {
        let list = ModelTool.make(
            "list_orders", "Lists the orders of a customer.", required: ["customer"],
            properties: ["customer": ["type": "string"]])
        var scene = Scene(tools: [Self.create, list], language: .vietnamese)
        var response: ModelResponse
        (scene, response) = try await after(scene, "tạo đơn hàng")
        #expect(response.text.hasPrefix("Vui lòng cho biết: customer và quantity"))
        (scene, response) = try await after(scene, "số lượng 7")
        #expect(response.text == "Bạn muốn hỏi customer nào?")
        (scene, response) = try await after(scene, "Công ty Alpha")
        #expect(response.text.contains("customer Công ty Alpha, quantity 7"))
        let calls = try await scene.respond(to: "đồng ý").toolCalls
        #expect(calls.map(\.arguments) == [#"{"customer":"Công ty Alpha","quantity":7}"#])
        scene.messages.append(.user("đồng ý"))
        scene.messages.append(.assistant(text: "…", toolCalls: [], entities: []))
        #expect(try await scene.respond(to: "đồng ý").toolCalls.isEmpty)
    }

    @Test func anOrderUnderWayIsAskedForAgainOrGivenUp() async throws {
        var (scene, asked) = try await after(Scene(tools: [Self.create]), "create order for customer Alpha")
        let response: ModelResponse
        (scene, response) = try await after(scene, "quite a few")
        #expect(response.text == asked.text)
        #expect(try await scene.respond(to: "500 pieces").text.contains("customer Alpha, quantity 500"))
        #expect(try await scene.respond(to: "never mind").text == "Cancelled: nothing was done.")
    }

    @Test func aWordBeforeANumberAnnouncesItRatherThanTheOneBefore() async throws {
        let pay = Self.tool(
            "record_payment", "Records a payment.", required: ["code", "amount"],
            ["code": ["type": "string", "pattern": "^[0-9]{6}$"], "amount": ["type": "number"]])
        let (scene, _) = try await after(Scene(tools: [pay]), "record payment 123456 amount 500")
        #expect(
            try await scene.respond(to: "yes").toolCalls.map(\.arguments) == [#"{"code":"123456","amount":500}"#])
        let text = try await Scene(tools: [pay]).respond(to: "record payment 12 amount 500").text
        #expect(text == "Which code do you mean? A code has 6 digits.")
    }

    @Test(arguments: [
        ("tạo đơn hàng cho khách hàng Alpha số lượng 5", Language.vietnamese),
        ("Tạo đơn hàng cho khách hàng Alpha số lượng 5", .vietnamese),
        ("tạo đơn hàng số lượng 5 cho khách hàng Alpha", .vietnamese),
        ("tao don hang cho khach hang Alpha so luong 5", .vietnamese),
        ("create order for customer Alpha quantity 5", .english),
        ("Create order for customer Alpha qty 5", .english), ("create order customer Alpha, quantity: 5", .english),
        ("create order for customer \"Alpha\" quantity 5", .english),
    ])
    func aNameEndsWhereTheNextArgumentBegins(_ text: String, _ language: Language) async throws {
        for tool in [Self.create, Self.labelled] {
            let (scene, asked) = try await after(Scene(tools: [tool], language: language), text)
            #expect(
                try await scene.respond(to: "ok").toolCalls.map(\.arguments) == [#"{"customer":"Alpha","quantity":5}"#],
                "\(asked.text)")
        }
    }

    @Test func aQuotedNameKeepsItsEscapedMarks() async throws {
        let (scene, _) = try await after(
            Scene(tools: [Self.create]), #"create order for customer "Alpha \"X\" Ltd" quantity 5"#)
        let call = try #require(try await scene.respond(to: "yes").toolCalls.first)
        #expect(try JSONValue(parsing: call.arguments)["customer"] == #"Alpha "X" Ltd"#)
    }

    @Test func aReadingToolsQuestionIsAnsweredWithABareValueToo() async throws {
        let tool = ModelTool.make(
            "convert", "Converts an amount", required: ["currency", "amount"],
            properties: ["currency": ["enum": ["usd", "eur"]], "amount": ["type": "number"]])
        let (scene, response) = try await after(Scene(tools: [tool]), "convert to eur")
        #expect(response.stopReason == .needsInput)
        #expect(try await scene.calls("5") == [["currency": "eur", "amount": 5]])
        #expect(try await scene.respond(to: "thanks").toolCalls.isEmpty)
    }
}
