import CTesseract
import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: TypesetPage.isPossible, Comment(rawValue: TypesetPage.needs)), .timeLimit(.minutes(5)))
struct InvoiceTests {
    private static let fields: JSONValue = [
        "languages": ["eng", "vie"],
        "fields": [
            [
                "name": "invoice_number", "type": "identifier", "anchors": ["Invoice No", "Số hóa đơn"],
                "required": true,
            ],
            ["name": "issued", "type": "date", "anchors": ["Date", "Ngày lập"]],
            [
                "name": "tax_code", "type": "identifier", "anchors": ["Tax code", "Mã số thuế", "MST"],
                "pattern": #"\b\d{10}\b"#,
            ],
            ["name": "seller", "type": "text", "anchors": ["Seller", "Đơn vị bán hàng"]],
            ["name": "quantity", "type": "integer", "anchors": ["Quantity", "Số lượng"], "position": "below"],
            ["name": "total", "type": "money", "anchors": ["Total amount", "Tổng cộng"], "occurrence": "last"],
            ["name": "place", "type": "text", "position": ["region": [0, 0.8, 1, 0.2], "page": "last"]],
            ["name": "purchase_order", "type": "identifier", "anchors": ["Purchase order"], "required": true],
        ],
    ]

    static let english = TypesetPage(lines: [
        .init(x: 230, y: 80, size: 20, text: "INVOICE"),
        .init(x: 60, y: 130, size: 12, text: "Seller: North Star Trading Ltd."),
        .init(x: 60, y: 155, size: 12, text: "Tax code: 0104985841"),
        .init(x: 350, y: 130, size: 12, text: "Invoice No: INV-2025-0042"),
        .init(x: 350, y: 155, size: 12, text: "Date: March 5, 2025"),
        .init(x: 60, y: 220, size: 12, text: "Description"), .init(x: 250, y: 220, size: 12, text: "Quantity"),
        .init(x: 350, y: 220, size: 12, text: "Price"), .init(x: 450, y: 220, size: 12, text: "Amount"),
        .init(x: 60, y: 245, size: 12, text: "Steel shelf"), .init(x: 260, y: 245, size: 12, text: "12"),
        .init(x: 350, y: 245, size: 12, text: "1,250.00"), .init(x: 450, y: 245, size: 12, text: "15,000.00"),
        .init(x: 60, y: 270, size: 12, text: "Delivery"), .init(x: 260, y: 270, size: 12, text: "1"),
        .init(x: 350, y: 270, size: 12, text: "432.50"), .init(x: 450, y: 270, size: 12, text: "432.50"),
        .init(x: 320, y: 330, size: 12, text: "Total amount:"), .init(x: 450, y: 330, size: 12, text: "$15,432.50"),
        .init(x: 60, y: 760, size: 12, text: "Thank you for your order"),
    ])

    static let vietnamese = TypesetPage(lines: [
        .init(x: 190, y: 80, size: 20, text: "HÓA ĐƠN BÁN HÀNG"),
        .init(x: 60, y: 130, size: 12, text: "Đơn vị bán hàng: Công ty Sao Mai"),
        .init(x: 60, y: 155, size: 12, text: "Mã số thuế: 0312456789"),
        .init(x: 60, y: 180, size: 12, text: "Số hóa đơn: 0001234"),
        .init(x: 60, y: 205, size: 12, text: "Ngày lập: ngày 5 tháng 3 năm 2025"),
        .init(x: 60, y: 250, size: 12, text: "Tên hàng"), .init(x: 250, y: 250, size: 12, text: "Số lượng"),
        .init(x: 430, y: 250, size: 12, text: "Thành tiền"),
        .init(x: 60, y: 275, size: 12, text: "Gạo thơm"), .init(x: 265, y: 275, size: 12, text: "25"),
        .init(x: 430, y: 275, size: 12, text: "15.432.500"),
        .init(x: 60, y: 330, size: 12, text: "Tổng cộng:"), .init(x: 430, y: 330, size: 12, text: "15.432.500 đồng"),
        .init(x: 60, y: 760, size: 12, text: "Người bán hàng ký tên"),
    ])

    @Test func readsAnEnglishInvoice() async throws {
        let completion = try await OCRToolHarness.read(Self.english.png(), Self.fields)
        let json = try #require(completion.json)
        let fields = try #require(json["fields"])
        #expect(fields["invoice_number"] == "INV-2025-0042")
        #expect(fields["issued"] == "2025-03-05")
        #expect(fields["tax_code"] == "0104985841")
        #expect(fields["seller"] == "North Star Trading Ltd")
        #expect(fields["quantity"] == 12)
        #expect(fields["total"]?.doubleValue == 15432.5)
        #expect(fields["place"] == "Thank you for your order")
        #expect(fields["purchase_order"] == .null)
        let total = try #require(json["evidence"]?["total"])
        #expect(total["currency"] == "USD")
        #expect(total["below_threshold"] == false)
        #expect(total["page"] == 1)
        // At 200 dpi a point is 2.78 pixels.
        let numbers = total["box"]?.arrayValue?.compactMap { $0.doubleValue }
        let box = try #require(numbers)
        #expect(abs(box[0] - 450 * 200 / 72) < 12 && abs(box[1] + box[3] - 330 * 200 / 72) < 12)
        let warnings = completion.warnings
        #expect(warnings.count == 1 && warnings[0].contains("purchase_order"), "\(warnings)")
    }

    @Test(arguments: [0, 1]) func readsAVietnameseInvoice(_ quarters: Int) async throws {
        let scan = try await Scan(png: Self.vietnamese.png()).skewed(degrees: 2).turned(quarters: quarters)
        let completion = try await OCRToolHarness.read(scan.png, Self.fields)
        let json = try #require(completion.json)
        let fields = try #require(json["fields"])
        #expect(fields["invoice_number"] == "0001234")
        #expect(fields["issued"] == "2025-03-05")
        #expect(fields["tax_code"] == "0312456789")
        #expect(fields["seller"] == "Công ty Sao Mai")
        #expect(fields["quantity"] == 25)
        #expect(fields["total"] == 15_432_500)
        #expect(fields["place"] == "Người bán hàng ký tên")
        #expect(json["evidence"]?["total"]?["currency"] == "VND")
    }

    @Test(arguments: [100, 150]) func readsAnInvoiceThatWasScannedBadly(_ dpi: Int) async throws {
        let scan = try await Scan(png: Self.vietnamese.png(dpi: dpi)).skewed(degrees: -3).noisy(specks: 4000, seed: 3)
        let completion = try await OCRToolHarness.read(scan.bytes(IFF_JFIF_JPEG), Self.fields)
        let fields = try #require(completion.json?["fields"])
        #expect(fields["tax_code"] == "0312456789", "\(completion.text())")
        #expect(fields["total"] == 15_432_500)
        #expect(fields["issued"] == "2025-03-05")
        #expect(fields["invoice_number"] == "0001234")
    }

    @Test func warnsOfWhatWasReadPoorly() async throws {
        var configuration = try #require(Self.fields.objectValue)
        configuration["minimum_confidence"] = 1
        let completion = try await OCRToolHarness.read(Self.english.png(), .object(configuration))
        let json = try #require(completion.json)
        #expect(json["evidence"]?["total"]?["below_threshold"] == true)
        let warnings = completion.warnings
        let named = warnings.filter { $0.contains("total") && $0.contains("%") }
        #expect(named.count == 1, "\(warnings)")
    }
}
