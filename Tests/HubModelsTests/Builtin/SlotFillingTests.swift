import HubCore
import Support
import Testing

@testable import HubModels

@Suite struct SlotFillingTests {
    private func call(
        _ text: String, _ properties: JSONValue, required: [String] = [], language: Language = .english,
        name: String = "list_records", description: String = "Lists records", labels: [String: Label] = [:]
    ) async throws -> JSONValue? {
        let tool = ModelTool.make(name, description, required: required, labels: labels, properties: properties)
        return try await Scene(tools: [tool], language: language).calls(text).first
    }

    @Test(arguments: [
        ("list records with limit 20", 20), ("top 5 records", 5), ("list records, limit = 1,000", 1000),
        ("limit: 500 records", 500),
    ])
    func numbersAreTakenWhereTheyAreAnnounced(_ text: String, _ limit: Int) async throws {
        #expect(try await call(text, ["limit": ["type": "integer"]]) == ["limit": .int(limit)])
    }

    @Test func anUnannouncedNumberFillsNoOptionalSlot() async throws {
        #expect(try await call("list records of 17 people", ["limit": ["type": "integer"]]) == [:])
    }

    @Test func theOneNumberFillsTheOneRequiredSlot() async throws {
        let properties: JSONValue = ["amount": ["type": "number"]]
        for (text, language, literal) in [
            ("convert 15,432.50", Language.english, "15432.50"), ("đổi 15.432,50", .vietnamese, "15432.50"),
            ("đổi 5 triệu", .vietnamese, "5000000"), ("đổi 1,5 tỷ", .vietnamese, "1500000000"),
            ("convert 2.5 million", .english, "2500000"), ("convert $3k", .english, "3000"),
            ("đổi 500 nghìn", .vietnamese, "500000"), ("convert -7", .english, "-7"),
        ] {
            let arguments = try await call(text, properties, required: ["amount"], language: language)
            #expect(arguments?["amount"]?.numberValue?.literal == literal, "\(text)")
        }
    }

    @Test func aNumberOutOfBoundsIsHandedOn() async throws {
        let properties: JSONValue = ["limit": ["type": "integer", "maximum": 100]]
        #expect(try await call("list records limit 500", properties) == ["limit": 500])
    }

    @Test func unitsAfterANumberAnnounceIt() async throws {
        let properties: JSONValue = ["days": ["type": "integer"], "amount": ["type": "number"]]
        #expect(try await call("records of 30 days", properties) == ["days": 30])
    }

    @Test(arguments: [
        ("records of 2025-10-15", "2025-10-15"), ("records on 15/10/2025", "2025-10-15"),
        ("records of today", "2025-11-22"), ("records of yesterday", "2025-11-21"),
        ("Oct 15, 2025 records", "2025-10-15"), ("records of 15 October 2025", "2025-10-15"),
        ("bản ghi hôm nay", "2025-11-22"), ("ban ghi hom qua", "2025-11-21"),
        ("bản ghi ngày 15 tháng 10 năm 2025", "2025-10-15"), ("bản ghi ngày 5/3", "2025-03-05"),
        ("records on 10/15/2025", "2025-10-15"), ("records of 15.10.2025", "2025-10-15"),
    ])
    func datesAreReadInBothLanguages(_ text: String, _ date: String) async throws {
        let arguments = try await call(text, ["day": ["type": "string", "format": "date"]])
        #expect(arguments == ["day": .string(date)])
    }

    @Test(arguments: [
        ("records from 2025-10-01 to 2025-10-15", "2025-10-01", "2025-10-15"),
        ("records last month", "2025-10-01", "2025-10-31"), ("bản ghi tháng trước", "2025-10-01", "2025-10-31"),
        ("bản ghi từ ngày 1/10/2025 đến ngày 15/10/2025", "2025-10-01", "2025-10-15"),
        ("records between 2025-10-01 and 2025-10-15", "2025-10-01", "2025-10-15"),
        ("records of this week", "2025-11-17", "2025-11-23"), ("records of October 2025", "2025-10-01", "2025-10-31"),
        ("records of the last 7 days", "2025-11-15", "2025-11-22"), ("bản ghi năm ngoái", "2024-01-01", "2024-12-31"),
        ("bản ghi tháng 2 năm 2024", "2024-02-01", "2024-02-29"), ("bản ghi quý 1", "2025-01-01", "2025-03-31"),
        ("bản ghi quý 4/2024", "2024-10-01", "2024-12-31"), ("records of Q2 2024", "2024-04-01", "2024-06-30"),
        ("bản ghi năm 2024", "2024-01-01", "2024-12-31"), ("records in 2024", "2024-01-01", "2024-12-31"),
        ("bản ghi quý 3 năm 2023", "2023-07-01", "2023-09-30"),
    ])
    func spansFillBothEndsOfARange(_ text: String, _ from: String, _ to: String) async throws {
        let date: JSONValue = ["type": "string", "format": "date"]
        let arguments = try await call(text, ["from_date": date, "to_date": date])
        #expect(arguments == ["from_date": .string(from), "to_date": .string(to)])
    }

    @Test func oneEndOfARangeIsEnough() async throws {
        let date: JSONValue = ["type": "string", "format": "date"]
        let properties: JSONValue = ["from_date": date, "to_date": date]
        #expect(try await call("records since 2025-10-01", properties) == ["from_date": "2025-10-01"])
        #expect(try await call("records until 2025-10-01", properties) == ["to_date": "2025-10-01"])
    }

    @Test func timesAndPatternsTakeDatesInTheirForm() async throws {
        #expect(
            try await call("records of today", ["at": ["type": "string", "format": "date-time"]])
                == ["at": "2025-11-22T00:00:00Z"])
        let dayFirst: JSONValue = ["day": ["type": "string", "pattern": "^[0-9]{2}/[0-9]{2}/[0-9]{4}$"]]
        #expect(try await call("records of yesterday", dayFirst) == ["day": "21/11/2025"])
        let month: JSONValue = ["month": ["type": "string", "pattern": "^\\d{4}-\\d{2}$"]]
        #expect(try await call("bản ghi tháng trước", month) == ["month": "2025-10"])
    }

    @Test func choicesAreFoundByTheirWords() async throws {
        let properties: JSONValue = ["status": ["type": "string", "enum": ["open", "IN_PROGRESS", "notPaid", "all"]]]
        #expect(try await call("list records in progress", properties) == ["status": "IN_PROGRESS"])
        #expect(try await call("open records", properties) == ["status": "open"])
        #expect(try await call("records not paid", properties) == ["status": "notPaid"])
        #expect(try await call("list all records", properties) == [:])
        #expect(try await call("records with status all", properties) == ["status": "all"])
    }

    @Test func aRequiredChoiceIsAskedForWithItsValues() async throws {
        let tool = ModelTool.make(
            "list_records", "Lists records", required: ["status"],
            properties: ["status": ["type": "string", "enum": ["open", "closed"]]])
        #expect(
            try await Scene(tools: [tool]).respond(to: "list the records").text
                == "Which status do you mean? A status is open or closed.")
        #expect(
            try await Scene(tools: [tool], language: .vietnamese).respond(to: "xem records").text
                == "Bạn muốn hỏi status nào? Status là open hoặc closed.")
    }

    @Test func aBooleanIsItsNameOrTheDenialOfIt() async throws {
        let properties: JSONValue = ["include_closed": ["type": "boolean"], "archived": ["type": "boolean"]]
        #expect(try await call("records include closed", properties) == ["include_closed": true])
        #expect(try await call("records, not archived", properties) == ["archived": false])
        #expect(try await call("records, archived: false", properties) == ["archived": false])
        #expect(try await call("records", properties) == [:])
    }

    @Test func listsTakeAllValues() async throws {
        let properties: JSONValue = [
            "codes": ["type": "array", "items": ["type": "string", "pattern": "^[A-Z][0-9]{2}$"]]
        ]
        #expect(try await call("records A17, b18 and C19", properties) == ["codes": ["A17", "B18", "C19"]])
    }

    @Test func constantsAndDefaultsFillThemselves() async throws {
        let properties: JSONValue = [
            "kind": ["const": "full"], "page": ["type": "integer", "default": 1], "q": ["type": "string"],
        ]
        #expect(
            try await call("which records are late?", properties, required: ["kind", "page", "q"])
                == ["kind": "full", "page": 1, "q": "which records are late?"])
    }

    @Test(arguments: [
        ("What is our return policy?", "What is our return policy?"), ("Search for \"return policy\"", "return policy"),
        ("please search for the return policy", "the return policy"),
        ("tìm kiếm chính sách đổi trả", "chính sách đổi trả"),
    ])
    func aQuestionSlotTakesTheQuestion(_ text: String, _ query: String) async throws {
        let arguments = try await call(
            text, ["query": ["type": "string"]], required: ["query"], name: "search_documents",
            description: "Searches policy documents")
        #expect(arguments == ["query": .string(query)])
    }

    @Test(arguments: [
        ("What's the weather in Ho Chi Minh today?", "Ho Chi Minh"), ("weather for city Hanoi", "Hanoi"),
        ("weather in \"Da Lat\"", "Da Lat"), ("hanoi", "hanoi"), ("Weather, city: Nha Trang.", "Nha Trang"),
    ])
    func aNameIsQuotedAnnouncedOrWhatIsLeft(_ text: String, _ city: String) async throws {
        let arguments = try await call(
            text, ["city": ["type": "string"]], required: ["city"], name: "get_weather",
            description: "Weather of a city")
        #expect(arguments == ["city": .string(city)])
    }

    @Test func aNameThatIsMerelyLeftGivesWayToOneThatWasSpokenOf() async throws {
        let tool = ModelTool.make(
            "get_weather", "Weather of a city", required: ["city"], properties: ["city": ["type": "string"]])
        let scene = Scene(tools: [tool], entities: [Entity(name: "city", value: "Hanoi")])
        #expect(try await scene.calls("how about the humidity?") == [["city": "Hanoi"]])
        #expect(try await scene.calls("and in Da Nang?") == [["city": "Da Nang"]])
        #expect(try await scene.calls("and in \"hue\"?") == [["city": "hue"]])
    }

    @Test func namesWithoutMarksAreTakenAfterTheirLabel() async throws {
        let arguments = try await call(
            "xem doanh thu chi nhanh ha noi", ["branch": ["type": "string"]], language: .vietnamese,
            labels: ["branch": Label([.vietnamese: "Chi nhánh"])])
        #expect(arguments == ["branch": "ha noi"])
        #expect(
            try await call(
                "xem doanh thu chi nhanh nao", ["branch": ["type": "string"]], language: .vietnamese,
                labels: ["branch": Label([.vietnamese: "Chi nhánh"])]) == [:])
    }

    @Test func ofSeveralRequiredValuesANameIsNotGuessed() async throws {
        let tool = ModelTool.make(
            "create_order", "Creates an order", required: ["customer_name", "sku", "quantity"],
            properties: [
                "customer_name": ["type": "string"], "sku": ["type": "string"], "quantity": ["type": "integer"],
            ])
        let scene = Scene(tools: [tool])
        #expect(
            try await scene.calls("Create an order of 5 SKU-77 for customer Acme Corp")
                == [["customer_name": "Acme Corp", "sku": "SKU-77", "quantity": 5]])
        #expect(
            try await Scene(tools: [tool], language: .vietnamese).respond(to: "tạo đơn hàng 10 cái SKU-9").text
                == "Bạn muốn hỏi customer name nào?")
    }

    @Test func theTextThatAllValuesBeginWithMayBeLeftOut() async throws {
        let properties: JSONValue = ["quill_code": ["type": "string", "pattern": "^QK-[0-9]{2}$"]]
        for text in ["quill 07", "qk 07", "QK07", "quill code is qk-07"] {
            #expect(try await call(text, properties, required: ["quill_code"]) == ["quill_code": "QK-07"], "\(text)")
        }
        #expect(try await call("QK-7A", properties, required: ["quill_code"]) == ["quill_code": "QK-7A"])
    }

    @Test func aLabelAnnouncesAName() async throws {
        let arguments = try await call(
            "Xem hồ sơ khách hàng Nguyễn Văn A và công nợ", ["customer_name": ["type": "string"]],
            required: ["customer_name"], language: .vietnamese,
            labels: ["customer_name": Label([.vietnamese: "Khách hàng"])])
        #expect(arguments == ["customer_name": "Nguyễn Văn A"])
    }

    @Test func codesWithoutAPatternAreFoundByTheirLooks() async throws {
        let properties: JSONValue = ["sku": ["type": "string"], "quantity": ["type": "integer"]]
        let ask = { (text: String) in
            try await call(text, properties, required: ["sku"], name: "get_stock", description: "Stock of a product")
        }
        #expect(try await ask("What's the stock level for product SKU-12345?") == ["sku": "SKU-12345"])
        #expect(try await ask("Tồn kho của SKU-12345?") == ["sku": "SKU-12345"])
        #expect(try await ask("stock of sku AB7 on 2025-10-15") == ["sku": "AB7"])
        #expect(try await ask("stock of 5 things") == nil)
    }

    @Test func twoSlotsOfOneFormTakeValuesByTheirWordsOrInOrder() async throws {
        let account: JSONValue = ["type": "string", "pattern": "^[0-9]{6}$"]
        let properties: JSONValue = ["from_account": account, "to_account": account]
        let ask = { (text: String) in
            try await call(text, properties, required: ["from_account", "to_account"], name: "transfer")
        }
        #expect(try await ask("transfer 111111 222222") == ["from_account": "111111", "to_account": "222222"])
        #expect(
            try await ask("transfer to account 222222 from account 111111")
                == ["from_account": "111111", "to_account": "222222"])
    }

    @Test func formatsAreRespected() async throws {
        let properties: JSONValue = ["email": ["type": "string", "format": "email"]]
        #expect(
            try await call("records of an@example.vn", properties, required: ["email"]) == ["email": "an@example.vn"])
        let identifier: JSONValue = ["id": ["type": "string", "format": "uuid"]]
        let uuid = "550e8400-e29b-41d4-a716-446655440000"
        #expect(try await call("record \(uuid) of 12345", identifier, required: ["id"]) == ["id": .string(uuid)])
    }

    @Test func addressesTimesAndExamplesTellWhatACodeIs() async throws {
        for (schema, text, value) in [
            (["type": "string", "format": "ipv4"], "record of host 10.0.0.7", "10.0.0.7"),
            (["type": "string", "format": "time"], "record at 10:30", "10:30"),
            (["type": "string", "examples": ["A1", "B2"]], "record of C3", "C3"),
            (["type": "string", "maxLength": 6], "record of AB1234", "AB1234"),
        ] as [(JSONValue, String, String)] {
            #expect(
                try await call(text, ["thing": schema], required: ["thing"]) == ["thing": .string(value)], "\(text)")
        }
    }

    @Test func whatWordsCannotGiveIsAskedFor() async throws {
        let tool = ModelTool.make(
            "save", "Saves a form", required: ["form", "code", "ratio"],
            properties: [
                "form": ["type": "object", "properties": ["a": ["type": "string"]]],
                "code": ["type": "string", "minLength": 4, "maxLength": 8, "examples": ["AB-12"]],
                "ratio": ["type": "number", "minimum": 0.5],
            ])
        #expect(
            try await Scene(tools: [tool]).respond(to: "save the form").text
                == "Please tell me: form, code (4 to 8 characters) and ratio (a number of at least 0.5).")
        let one = ModelTool.make(
            "find_item", "Finds an item", required: ["code"],
            properties: ["code": ["type": "string", "maxLength": 8, "examples": ["AB-12"]]])
        #expect(
            try await Scene(tools: [one]).respond(to: "find the item").text
                == "Which code do you mean? A code has at most 8 characters. For example: AB-12.")
        let described = ModelTool.make(
            "find_item", "Finds an item", required: ["item_id"],
            properties: ["item_id": ["type": "string", "description": "The number on the lid"]])
        #expect(
            try await Scene(tools: [described]).respond(to: "find the item").text
                == "Which item ID do you mean? The number on the lid.")
        #expect(
            try await Scene(tools: [described], language: .vietnamese).respond(to: "tìm item").text
                == "Bạn muốn hỏi item ID nào?")
    }

    @Test func definitionsAndNullableTypesAreFollowed() async throws {
        let tool = ModelTool(
            name: "get_thing", description: "A thing",
            inputSchema: [
                "type": "object", "required": ["code"],
                "properties": [
                    "code": ["$ref": "#/$defs/code"],
                    "month": ["anyOf": [["type": "null"], ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"]]],
                    "limit": ["type": ["integer", "null"]],
                ],
                "$defs": ["code": ["type": "string", "pattern": "^T-[0-9]{3}$", "description": "Code of the thing"]],
            ])
        #expect(
            try await Scene(tools: [tool]).calls("thing t-117 in October 2025, limit 3")
                == [["code": "T-117", "month": "2025-10", "limit": 3]])
    }

    /// Tools that nobody foresaw: the values are found by the schema alone.
    @Test(arguments: 0..<40)
    func randomToolsAreFilledFromBothLanguages(_ seed: Int) async throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let noun = random.word()
        let prefix = random.letters(2).uppercased()
        let count = Int.random(in: 2...6, using: &random)
        let value = prefix + "-" + random.digits(count)
        let tool = ModelTool.make(
            "get_\(random.word())_\(noun)", "", required: ["\(noun)_code"],
            labels: ["\(noun)_code": Label([.vietnamese: "Mã \(noun)"])],
            properties: ["\(noun)_code": ["type": "string", "pattern": .string("^\(prefix)-[0-9]{\(count)}$")]])
        let expected: [JSONValue] = [.object([("\(noun)_code", .string(value))])]
        let scene = Scene(tools: [tool])
        var vietnamese = scene
        vietnamese.language = .vietnamese
        #expect(try await scene.calls("How is the \(noun) \(value)?") == expected)
        #expect(try await scene.calls("tell me about \(value.lowercased())") == expected)
        #expect(try await vietnamese.calls("Cho tôi biết về mã \(noun) \(value)") == expected)
        #expect(try await vietnamese.calls("\(value) thế nào rồi") == expected)
        let wrong = prefix + "-" + random.digits(count + 1)
        let answer = try await scene.answer(
            "\(noun) \(wrong)", .failure(ToolFailure(.invalidInput, "refused by the schema")))
        #expect(answer.stopReason == .needsInput)
        #expect(answer.text.contains("\"\(prefix)-\" followed by \(count) digits"))
        #expect(answer.text.contains("\"\(wrong)\""))
    }
}

extension JSONValue {
    static func object(_ members: [(String, JSONValue)]) -> JSONValue { .object(JSONObject(members)) }
}

extension SeededNumbers {
    mutating func letters(_ count: Int) -> String {
        String((0..<count).map { _ in "bcdfghklmnpqrstvwz".randomElement(using: &self) ?? "b" })
    }

    mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in "0123456789".randomElement(using: &self) ?? "0" })
    }

    /// Of no language: `qorbex`.
    mutating func word() -> String { "q" + letters(1) + "o" + letters(2) + "ex" }
}
