import HubCore

/// The demo's agents and tools: rows as an administrator would write them.
enum DemoRows {
    private static let taxCode: JSONValue = [
        "type": "string", "pattern": "^[0-9]{10}$", "description": "The customer's tax code (MST), ten digits",
        "examples": ["0104985841"],
    ]

    private static func schema(_ name: String, _ property: JSONValue) -> JSONValue {
        .object([
            "type": "object", "properties": .object([name: property]), "required": .array([.string(name)]),
            "additionalProperties": false,
        ])
    }

    private static func label(_ english: String, _ vietnamese: String) -> Label {
        Label([.english: english, .vietnamese: vietnamese])
    }

    static func tools(erp: String) -> [Tool] {
        [
            Tool(
                name: "get_customer_debt",
                description: "The debt of a customer: total outstanding, overdue amount, last payment, payment terms.",
                type: "HTTP_GET", endpoint: erp + "/api/customers/{mst}/debt", inputSchema: schema("mst", taxCode),
                outputFormat: .structuredJSON, priority: 1,
                labels: [
                    "mst": label("Customer MST", "Khách hàng MST"),
                    "customer_name": label("Customer", "Tên khách hàng"),
                    "total_debt": label("Total Outstanding", "Tổng nợ"),
                    "overdue_amount": label("Overdue Amount", "Nợ quá hạn"),
                    "last_payment": label("Last Payment", "Thanh toán gần nhất"),
                    "payment_terms": label("Payment Terms", "Điều khoản thanh toán"),
                    "credit_limit": label("Credit Limit", "Hạn mức tín dụng"),
                    "currency": label("Currency", "Tiền tệ"), "amount": label("Amount", "Số tiền"),
                    "date": label("Date", "Ngày"),
                ]),
            Tool(
                name: "list_customer_payments",
                description: "The payment history of a customer: every payment with its date, amount and method.",
                type: "HTTP_GET", endpoint: erp + "/api/customers/{mst}/payments", inputSchema: schema("mst", taxCode),
                outputFormat: .markdownTable, priority: 2,
                labels: [
                    "mst": label("Customer MST", "Khách hàng MST"),
                    "customer_name": label("Customer", "Tên khách hàng"),
                    "payments": label("Payment history", "Lịch sử thanh toán"),
                    "date": label("Date", "Ngày"), "amount": label("Amount", "Số tiền"),
                    "method": label("Method", "Hình thức"), "reference": label("Reference", "Số chứng từ"),
                ]),
            Tool(
                name: "track_shipment",
                description: "Where a shipment is: status, carrier, origin, destination, expected delivery.",
                type: "HTTP_GET", endpoint: erp + "/api/shipments/{shipment_id}",
                inputSchema: schema(
                    "shipment_id",
                    [
                        "type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$",
                        "description": "The shipment's code, three letters and three digits", "examples": ["ABC123"],
                    ]),
                outputFormat: .structuredJSON, priority: 1,
                labels: [
                    "shipment_id": label("Shipment", "Lô hàng"), "mst": label("Customer MST", "MST khách hàng"),
                    "customer_name": label("Customer", "Tên khách hàng"), "status": label("Status", "Trạng thái"),
                    "carrier": label("Carrier", "Đơn vị vận chuyển"), "origin": label("Origin", "Nơi gửi"),
                    "destination": label("Destination", "Nơi nhận"),
                    "current_location": label("Current location", "Vị trí hiện tại"),
                    "estimated_delivery": label("Expected delivery", "Dự kiến giao"),
                    "shipped_date": label("Shipped on", "Ngày gửi"),
                    "weight_kg": label("Weight (kg)", "Khối lượng (kg)"),
                ]),
            Tool(
                name: "list_customer_shipments",
                description: "All shipments of a customer, with status and expected delivery.",
                type: "HTTP_GET", endpoint: erp + "/api/customers/{mst}/shipments", inputSchema: schema("mst", taxCode),
                outputFormat: .markdownTable, priority: 2,
                labels: [
                    "mst": label("Customer MST", "Khách hàng MST"),
                    "customer_name": label("Customer", "Tên khách hàng"),
                    "shipments": label("Shipments", "Các lô hàng"),
                    "shipment_id": label("Shipment", "Lô hàng"), "status": label("Status", "Trạng thái"),
                    "destination": label("Destination", "Nơi nhận"),
                    "estimated_delivery": label("Expected delivery", "Dự kiến giao"),
                ]),
            Tool(
                name: "search_handbook",
                description:
                    "Passages of the company handbook on policies and rules: returns, warranty, delivery, working hours, leave, "
                    + "business trips, expenses, purchases, information security, contacts.",
                type: "RAG_SEARCH",
                inputSchema: schema(
                    "query",
                    [
                        "type": "string", "minLength": 1, "maxLength": 1000,
                        "description": "What is to be found, in the user's own words", "x-source": "message",
                    ]),
                outputFormat: .summaryText, priority: 1, timeout: .seconds(10),
                labels: [
                    "search_handbook": label("Look into the company handbook", "Tra cứu sổ tay công ty")
                ],
                config: ["collection": .string(DemoHandbook.collection), "mode": "hybrid", "top_k": 3]),
            Tool(
                name: "read_invoice",
                description: "Reads a scanned invoice: its number, date, total, tax code (MST) and supplier.",
                type: "OCR_EXTRACT",
                inputSchema: schema(
                    "file",
                    [
                        "type": "string", "format": "uuid", "description": "The attached scan or PDF",
                        "x-source": "attachment",
                    ]),
                outputFormat: .structuredJSON, priority: 1, timeout: .seconds(20),
                labels: [
                    "read_invoice": label("Read an invoice", "Đọc hóa đơn"), "file": label("invoice", "hóa đơn"),
                    "invoice_number": label("Invoice number", "Số hóa đơn"), "date": label("Date", "Ngày"),
                    "total": label("Total", "Tổng cộng"), "mst": label("Tax code (MST)", "Mã số thuế (MST)"),
                    "supplier": label("Supplier", "Nhà cung cấp"),
                ],
                config: ["languages": ["eng", "vie"], "fields": invoiceFields]),
        ]
    }

    /// What is read from an invoice, by the words that stand before or above it. The tax code has the name of the argument
    /// that it fills, so that "and their debt?" is understood.
    private static let invoiceFields: JSONValue = [
        [
            "name": "invoice_number", "type": "text",
            "anchors": ["Invoice number", "Invoice no", "Số hóa đơn", "Hóa đơn số"],
        ],
        ["name": "date", "type": "date", "anchors": ["Invoice date", "Date", "Ngày lập", "Ngày hóa đơn", "Ngày"]],
        [
            "name": "total", "type": "money",
            "anchors": [
                "Grand total", "Total amount", "Total", "Tổng cộng", "Tổng tiền thanh toán", "Tổng thanh toán",
                "Tổng tiền",
            ],
        ],
        [
            "name": "mst", "type": "identifier", "pattern": "[0-9]{10}",
            "anchors": ["MST", "Mã số thuế", "Tax code", "Tax ID"],
        ],
        ["name": "supplier", "type": "text", "anchors": ["Supplier", "Seller", "Nhà cung cấp", "Đơn vị bán hàng"]],
    ]

    static let agents: [Agent] = [
        Agent(
            name: "AgentDebt", description: "What a customer owes, what is overdue, and what was paid.",
            promptTemplate: "You help business users with customers' debt, overdue amounts and payment history.",
            tools: ["get_customer_debt", "list_customer_payments"],
            examples: [
                "Show me the debt of customer MST 0312345678", "How much does customer 0100109106 owe us?",
                "What is the overdue amount of this customer?", "Payment history of MST 0312345678",
                "When did they pay last?", "What is their outstanding balance?",
                "Khách hàng MST 0312345678 còn nợ bao nhiêu?", "Công nợ của công ty này thế nào?",
                "Nợ quá hạn của khách hàng 0100109106", "Lịch sử thanh toán của MST 0312345678",
                "Tổng nợ phải thu của khách hàng", "Lần thanh toán gần nhất là khi nào?",
            ],
            outputFormat: .structuredJSON, label: label("Customer debt", "Công nợ khách hàng")),
        Agent(
            name: "AgentShipment",
            description: "Where a shipment is, its status, and when it will be delivered.",
            promptTemplate: "You help business users to track shipments and deliveries.",
            tools: ["track_shipment", "list_customer_shipments"],
            examples: [
                "Where is shipment XYZ789?", "Track shipment DEF456", "What is the delivery status of DEF456?",
                "When will shipment XYZ789 arrive?", "List the shipments of customer MST 0312345678",
                "What about shipment GHI012?", "Lô hàng XYZ789 đang ở đâu?", "Tình trạng giao hàng của DEF456",
                "Khi nào lô hàng XYZ789 được giao?", "Theo dõi vận đơn DEF456",
                "Các lô hàng của khách hàng MST 0312345678", "Đơn hàng đã giao chưa?",
            ],
            outputFormat: .structuredJSON, label: label("Shipments", "Vận chuyển")),
        Agent(
            name: "AgentAnalysis",
            description: "What the company's handbook says: policies, rules, working hours, leave, expenses, security.",
            promptTemplate:
                "You answer questions about the company's policies from its handbook, and cite where it says so.",
            tools: ["search_handbook"],
            examples: [
                "What is the policy for returning goods?", "How long is the warranty on a machine?",
                "What are the working hours of the office?", "How many days of annual leave do I have?",
                "How do I hand in travel expenses?", "What does the handbook say about overtime?",
                "Who approves purchases above 1000 USD?", "What are the rules for passwords?",
                "Whom do I tell about a lost laptop?", "May I work from home?",
                "How do I contact the people department?", "How much vacation does an employee get?",
                "What may a hotel cost on a business trip?", "When do customers get a refund?",
                "Which gifts may we accept?", "What does delivery cost?",
                "Chính sách trả hàng của công ty thế nào?", "Máy móc được bảo hành bao lâu?",
                "Giờ làm việc của văn phòng là mấy giờ?", "Tôi có bao nhiêu ngày nghỉ phép năm?",
                "Quy định về công tác phí là gì?", "Sổ tay nói gì về làm thêm giờ?", "Ai duyệt mua sắm trên 1000 USD?",
                "Quy định về mật khẩu như thế nào?", "Mất máy tính thì báo cho ai?",
                "Số điện thoại của phòng nhân sự là gì?", "Quy trình xin nghỉ ốm ra sao?",
                "Nhân viên được nghỉ bao nhiêu ngày?", "Khách sạn khi đi công tác tối đa bao nhiêu tiền?",
                "Bao lâu thì khách hàng được hoàn tiền?", "Có được nhận quà của nhà cung cấp không?",
                "Phí giao hàng là bao nhiêu?",
            ],
            outputFormat: .summaryText, label: label("Company policies", "Quy định công ty")),
        Agent(
            name: "AgentOCR", description: "Reads scanned invoices and other attached documents.",
            promptTemplate: "You read the documents that business users attach, and say what stands in them.",
            tools: ["read_invoice"],
            examples: [
                "What is the total on this invoice?", "Read this scan", "What is the invoice number?",
                "Which tax code is on the attached invoice?", "Who is the supplier on this invoice?",
                "What is the date of this invoice?", "Extract the fields of the attached document",
                "Tổng tiền trên hóa đơn này là bao nhiêu?", "Đọc hóa đơn đính kèm", "Số hóa đơn là gì?",
                "Mã số thuế trên hóa đơn này là gì?", "Ngày lập hóa đơn là ngày nào?",
                "Nhà cung cấp trên hóa đơn là ai?", "Trích thông tin từ bản scan này",
            ],
            outputFormat: .structuredJSON, label: label("Documents", "Chứng từ")),
    ]
}
