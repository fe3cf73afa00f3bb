import HubCore
import Testing

@testable import HubModels

@Suite struct DocumentWordingTests {
    private static func label(_ english: String, _ vietnamese: String) -> Label {
        Label([.english: english, .vietnamese: vietnamese])
    }

    private static let scan = ModelTool.make(
        "read_invoice", "Reads an invoice.", required: ["file"],
        labels: [
            "file": label("Invoice", "Hóa đơn"), "invoice_number": label("Invoice number", "Số hóa đơn"),
            "date": label("Date", "Ngày"), "total": label("Total", "Tổng cộng"),
            "mst": label("Tax code (MST)", "Mã số thuế"), "supplier": label("Supplier", "Nhà cung cấp"),
        ],
        properties: ["file": ["type": "string", "format": "uuid", "x-source": "attachment"]])

    private static let result: JSONValue = [
        "pages": [
            ["page": 1, "width": 10, "height": 10, "rotation": 0, "confidence": 0.9, "text": "INVOICE\nTotal 15"]
        ],
        "fields": [
            "invoice_number": "INV-17", "date": "2025-10-15", "total": 15432.5, "currency": "USD",
            "mst": "0104985841", "supplier": .null,
        ],
        "evidence": [
            "total": [
                "text": "15.432,50", "confidence": 0.54, "page": 1, "box": [1, 2, 3, 4], "below_threshold": true,
            ],
            "mst": [
                "text": "0104985841", "confidence": 0.97, "page": 1, "box": [1, 2, 3, 4], "below_threshold": false,
            ],
        ],
        "warnings": ["total: confidence 0.54 is below 0.6"],
    ]

    private func answer(
        _ question: String, _ result: JSONValue = result, language: Language = .english
    ) async throws -> String {
        var scene = Scene(tools: [Self.scan], language: language, entities: [Entity(attachment: FileID())])
        scene.agentLabel = language == .english ? "Documents" : "Tài liệu"
        return try await scene.answer(question, .success(result)).text
    }

    /// Any tool's result may have the form of a document.
    @Test(arguments: ["1e300", "-1e300", "92233720368547758.07", "1.01", "-0.01"])
    func aConfidenceThatIsNoneIsNotSaid(_ number: String) async throws {
        let json = #"""
            {"pages": [], "fields": {"total": 15}, "evidence": {"total": {"confidence": \#(number), "below_threshold": true}}}
            """#
        let result = try JSONValue(parsing: Array(json.utf8))
        #expect(
            try await answer("What is the total on this invoice?", result) == """
                Total: 15

                Please check the total: it was read with low confidence.
                """)
    }

    @Test func theAskedFieldIsAnsweredWithItsCurrencyAndItsDoubts() async throws {
        #expect(
            try await answer("What is the total on this invoice?") == """
                Total: $15,432.50

                Please check the total on page 1: it was read with low confidence (54%).
                """)
        #expect(
            try await answer("Tổng tiền trên hóa đơn này là bao nhiêu?", language: .vietnamese) == """
                Tổng cộng: 15.432,50 USD

                Vui lòng kiểm tra lại tổng cộng ở trang 1: độ tin cậy khi đọc thấp (54%).
                """)
    }

    @Test(arguments: [
        ("What is the invoice number?", Language.english, "Invoice number: INV-17"),
        ("Which date is on the invoice?", .english, "Date: 2025-10-15"),
        ("What is the tax code on this document?", .english, "Tax code (MST): 0104985841"),
        ("Số hóa đơn là gì?", .vietnamese, "Số hóa đơn: INV-17"),
        ("Mã số thuế trên hóa đơn này?", .vietnamese, "Mã số thuế: 0104985841"),
        ("ngay tren hoa don la ngay nao?", .vietnamese, "Ngày: 15/10/2025"),
    ])
    func eachFieldIsFoundByItsName(_ question: String, _ language: Language, _ expected: String) async throws {
        let text = try await answer(question, language: language)
        #expect(text.hasPrefix(expected + "\n") || text == expected, "\(text)")
    }

    @Test func severalFieldsMayBeAskedForAtOnce() async throws {
        #expect(
            try await answer("What are the invoice number and the date?") == """
                This is what the document says:
                - Invoice number: INV-17
                - Date: 2025-10-15
                """)
    }

    @Test func aFieldThatIsNotThereIsSaidToBeMissing() async throws {
        #expect(try await answer("Who is the supplier?").hasPrefix("Supplier: not found on this document."))
        #expect(
            try await answer("Nhà cung cấp là ai?", language: .vietnamese)
                .hasPrefix("Nhà cung cấp: không tìm thấy trên tài liệu này."))
    }

    @Test func withoutAQuestionAllFieldsAreShown() async throws {
        let text = try await answer("Read this document")
        #expect(
            text == """
                This is what the document says:
                - Invoice number: INV-17
                - Date: 2025-10-15
                - Total: $15,432.50
                - Currency: USD
                - Tax code (MST): 0104985841

                Please check the total on page 1: it was read with low confidence (54%).
                """)
    }

    @Test func withoutFieldsTheTextIsShownAndWithoutTextItSaysSo() async throws {
        let text: JSONValue = ["pages": [["page": 1, "text": "Dear customer"]], "fields": [:], "evidence": [:]]
        #expect(try await answer("Read this document", text) == "This is what the document says:\nDear customer")
        let blank: JSONValue = [
            "pages": [["page": 1, "text": " "]], "fields": ["total": .null], "evidence": [:],
            "warnings": ["page 1: no text was found"],
        ]
        #expect(
            try await answer("Read this document", blank)
                == "No text could be read from this document.\n\nNote:\n- page 1: no text was found")
    }

    /// The question came before the file that it is about.
    @Test func aQuestionIsStillAnsweredOnceItsFileCame() async throws {
        let file = FileAttachment(id: FileID(), name: "a.png", mediaType: .png, size: 1)
        let scene = Scene(tools: [Self.scan])
        let asked = try await scene.respond(to: "What is the total on this invoice?")
        let messages: [ModelMessage] = [
            .user("What is the total on this invoice?"), .assistant(text: asked.text, toolCalls: [], entities: []),
            .user("Here it is"), .note("a file"),
            .assistant(
                text: "", toolCalls: [ModelToolCall(id: "1", name: "read_invoice", arguments: "{}")], entities: []),
            .toolResult(ModelToolResult(callID: "1", name: "read_invoice", outcome: .success(Self.result))),
        ]
        var request = scene.request(messages)
        request.brief.attachments = [file]
        #expect(try await scene.model.complete(request).text.hasPrefix("Total: $15,432.50\n"))
    }
}
