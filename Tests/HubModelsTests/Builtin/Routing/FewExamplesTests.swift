import HubCore
import HubModels
import Testing

/// Two agents of a dozen examples each, and messages that are theirs, and that are nobody's.
@Suite struct FewExamplesTests {
    static let profiles = [
        RoutingProfile(
            agent: "AgentDebt", description: "What a customer owes, what is overdue, and what was paid.",
            labels: ["Customer debt", "Công nợ khách hàng"],
            examples: [
                "Show me the debt of customer MST 0312345678", "How much does customer 0100109106 owe us?",
                "What is the overdue amount of this customer?", "Payment history of MST 0312345678",
                "When did they pay last?", "What is their outstanding balance?",
                "Khách hàng MST 0312345678 còn nợ bao nhiêu?", "Công nợ của công ty này thế nào?",
                "Nợ quá hạn của khách hàng 0100109106", "Lịch sử thanh toán của MST 0312345678",
                "Tổng nợ phải thu của khách hàng", "Lần thanh toán gần nhất là khi nào?",
            ],
            vocabulary: [
                "get_customer_debt",
                "The debt of a customer: total outstanding, overdue amount, last payment, payment terms.", "mst",
                "Amount", "Số tiền", "Credit Limit", "Hạn mức tín dụng", "Currency", "Tiền tệ", "Customer",
                "Tên khách hàng", "Date", "Ngày", "Last Payment", "Thanh toán gần nhất", "Customer MST",
                "Khách hàng MST", "Overdue Amount", "Nợ quá hạn", "Payment Terms", "Điều khoản thanh toán",
                "Total Outstanding", "Tổng nợ", "list_customer_payments",
                "The payment history of a customer: every payment with its date, amount and method.", "Method",
                "Hình thức", "Payment history", "Lịch sử thanh toán", "Reference", "Số chứng từ",
            ]),
        RoutingProfile(
            agent: "AgentShipment", description: "Where a shipment is, its status, and when it will be delivered.",
            labels: ["Shipments", "Vận chuyển"],
            examples: [
                "Where is shipment XYZ789?", "Track shipment DEF456", "What is the delivery status of DEF456?",
                "When will shipment XYZ789 arrive?", "List the shipments of customer MST 0312345678",
                "What about shipment GHI012?", "Lô hàng XYZ789 đang ở đâu?", "Tình trạng giao hàng của DEF456",
                "Khi nào lô hàng XYZ789 được giao?", "Theo dõi vận đơn DEF456",
                "Các lô hàng của khách hàng MST 0312345678", "Đơn hàng đã giao chưa?",
            ],
            vocabulary: [
                "track_shipment", "Where a shipment is: status, carrier, origin, destination, expected delivery.",
                "shipment_id", "Carrier", "Đơn vị vận chuyển", "Current location", "Vị trí hiện tại", "Customer",
                "Tên khách hàng", "Destination", "Nơi nhận", "Expected delivery", "Dự kiến giao", "Customer MST",
                "MST khách hàng", "Origin", "Nơi gửi", "Shipment", "Lô hàng", "Shipped on", "Ngày gửi", "Status",
                "Trạng thái", "Weight (kg)", "Khối lượng (kg)", "list_customer_shipments",
                "All shipments of a customer, with status and expected delivery.", "mst", "Shipments", "Các lô hàng",
            ]),
    ]

    static let nobodys = [
        "What is the weather today?", "What is the capital of France?", "Ai là tổng thống Mỹ?",
        "ai la tong thong my?", "no", "No.", "no problem", "no thanks", "không", "what is 2+2?",
        "hôm nay trời đẹp quá nhỉ?", "doanh thu tháng này bao nhiêu?", "doanh thu thang nay bao nhieu?",
        "công ty có bao nhiêu nhân viên", "cong ty co bao nhieu nhan vien", "What is the status of the server?",
        "What is it?", "who are they", "khi nào?", "thế nào rồi?", "tell me a joke", "What time is it?",
        "server status", "thời tiết Hà Nội hôm nay", "the status of my server",
        "How many employees does the company have?",
        "What is the total population of Vietnam?", "giá vàng hôm nay thế nào?", "gia vang hom nay the nao?",
    ]

    static let ones = [
        "Show me the debt of customer MST 0104985841", "how much do they owe?", "debt of Vinamilk", "and their debt?",
        "nợ bao nhiêu?", "no bao nhieu?", "cong no", "cong no 0104985841", "con no khong?", "nợ của Vinamilk",
        "công nợ của Vinamilk thế nào?", "CONG NO KHACH HANG 0104985841", "When was the last payment?",
        "lịch sử thanh toán của 0104985841", "any overdue amount for 0104985841?", "kiểm tra nợ quá hạn giúp tôi",
        "how much debt does Acme Foods have", "tong no cua 0104985841",
    ]

    static let others = [
        "Where is ABC123?", "What about shipment ABC123?", "shipments of a customer", "Lô hàng ABC123 đang ở đâu?",
        "lo hang ABC123 dang o dau", "has my shipment been delivered yet?", "vận đơn ABC123", "deliveries of today",
        "theo doi don hang ABC123", "shipments", "Vận chuyển", "van chuyen", "what is the status of ABC123?",
        "status of shipment ABC123", "khi nào giao hàng?",
    ]

    private let router = Self.trained
    private static let trained = BuiltinRouterTrainer().train(profiles)

    @Test(arguments: nobodys)
    func whatIsNobodysIsGivenToNobody(_ text: String) {
        let verdict = router.route(text)
        #expect(verdict.decision == .none || verdict.decision == .unsure)
        #expect((verdict.candidates.first?.confidence ?? 0) < 0.5)
    }

    @Test(arguments: ones)
    func whatIsOnesReachesItsOwn(_ text: String) {
        #expect(router.route(text).decision == .agent, "\(router.route(text))")
        #expect(router.route(text).candidates.first?.agent == "AgentDebt")
    }

    @Test(arguments: others)
    func whatIsTheOthersReachesIt(_ text: String) {
        #expect(router.route(text).decision == .agent, "\(router.route(text))")
        #expect(router.route(text).candidates.first?.agent == "AgentShipment")
    }
}
