import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(2))) struct RelevanceTests {
    private let harness: RAGToolHarness

    init() async throws {
        harness = try RAGToolHarness()
        try await harness.ingest([
            "returns": [
                "Return policy. Customers may return a product within 30 days of purchase for a full refund, with the receipt.",
                "Refunds are paid to the original payment method within five working days after we receive the returned goods.",
            ],
            "leave": [
                "Annual leave. Every employee has twelve days of paid annual leave a year, and one more day for each five years of service.",
                "Sick leave needs a doctor's certificate from the third day on. Tell your manager before nine in the morning.",
            ],
            "security": [
                "Passwords have at least twelve characters. Never share your password, also not with the help desk.",
                "Visitors sign in at the reception in Hanoi and wear a badge. A lost badge is reported on the same day.",
            ],
            "expenses": [
                "Travel expenses are claimed within a month with the original invoices. Hotels in the capital cost at most 90 dollars a night."
            ],
            "doi-tra": [
                "Chính sách đổi trả. Khách hàng được đổi trả sản phẩm trong vòng 30 ngày kể từ ngày mua, kèm hóa đơn.",
                "Tiền được hoàn lại trong năm ngày làm việc sau khi kho nhận được hàng trả về.",
            ],
            "nghi-phep": [
                "Nghỉ phép năm. Mỗi nhân viên có mười hai ngày nghỉ phép hưởng lương mỗi năm.",
                "Nghỉ ốm cần giấy xác nhận của bác sĩ từ ngày thứ ba. Báo cho quản lý trước chín giờ sáng.",
            ],
            "cong-tac": [
                "Công tác phí được thanh toán trong một tháng, kèm hóa đơn gốc. Giá phòng khách sạn tối đa hai triệu đồng."
            ],
        ])
    }

    @Test(arguments: [
        ("What is our return policy?", "returns"), ("How many days do I have to return a product?", "returns"),
        ("When is my refund paid?", "returns"), ("annual leave", "leave"),
        ("How many days of annual leave do I get?", "leave"),
        ("Do I need a doctor's certificate for sick leave?", "leave"),
        ("How long must passwords be?", "security"), ("I lost my badge, what should I do?", "security"),
        ("hotel cost for travel", "expenses"),
        (
            "Hello, I bought a product last week and it does not fit me. Can I return it, and how many days do I have for that?",
            "returns"
        ),
        ("Chính sách đổi trả của chúng ta là gì?", "doi-tra"), ("chinh sach doi tra la gi", "doi-tra"),
        ("Tôi có bao nhiêu ngày nghỉ phép năm?", "nghi-phep"), ("Bao giờ thì tiền được hoàn lại?", "doi-tra"),
        ("nghỉ ốm có cần giấy của bác sĩ không", "nghi-phep"), ("giá phòng khách sạn khi đi công tác", "cong-tac"),
    ])
    func findsWhatIsAskedFor(_ question: String, _ document: String) async throws {
        #expect(try await harness.found(question).first == document)
    }

    @Test(arguments: [
        "What is the capital of France?", "Who won the football match yesterday?", "How do I cook pasta carbonara?",
        "What is the weather in Hanoi today?", "Tell me a joke about programmers", "Explain quantum entanglement",
        "Which planets have rings?", "Can you recommend a good movie for tonight?",
        "Who was the first person on the moon?",
        "What's the meaning of life?", "Please translate this poem into Spanish", "How tall is Mount Everest?",
        "Thời tiết hôm nay thế nào?", "Giá vàng hôm nay là bao nhiêu?", "Ai là tổng thống nước Mỹ?",
        "Cách nấu phở bò ngon", "Kể cho tôi nghe một câu chuyện cười", "Đội nào vô địch bóng đá?",
        "Thu do cua nuoc Phap la gi?", "What time is it?", "How old is the president?", "Write me a poem about the sea",
        "Which restaurant is open for dinner?", "Viết cho tôi một bài thơ về biển", "Hôm nay là ngày mấy?",
        "Gia vang hom nay bao nhieu?", "Bong da toi nay may gio?", "Recommend a laptop for gaming",
        "How many goals did Ronaldo score last season?", "Làm sao để giảm cân nhanh?", "is it", "và", "???", "a", "🙂",
    ])
    func saysThatNothingIsRelevant(_ question: String) async throws {
        #expect(try await harness.found(question) == [])
    }

    @Test func citesEachPassage() async throws {
        let completion = await (try harness.tool()).run(["query": "What is our return policy?"])
        #expect(completion.mode == "lexical")
        #expect(completion.note == "Only words were compared: the tenant has no model for embeddings.")
        let passage = try #require(completion.passages.first)
        #expect(passage["title"] == "Title of returns")
        #expect(passage["collection"] == "handbook")
        #expect(passage["page"] == 1)
        #expect(passage["chunk"] == 0)
        #expect(passage["heading"] == .null)
        let citations = try #require(completion.json?["citations"]?.arrayValue)
        #expect(citations.count == completion.passages.count)
        #expect(
            citations.first == [
                "id": 1, "document": "returns", "title": "Title of returns", "page": 1, "heading": .null, "chunk": 0,
            ])
    }

    @Test func saysWhenThereIsNoSuchCollection() async throws {
        let completion = await (try harness.tool(["collection": "nothing"])).run(["query": "return policy"])
        #expect(completion.has(AH_OK))
        #expect(completion.passages == [])
        #expect(completion.json?["citations"] == [])
    }

    /// A question whose words are in more chunks than are ranked: what has its rare word is found, wherever it stands, and
    /// where there is none, the others are.
    @Test func findsTheRareAmongTheCommon() async throws {
        let common = (0..<20).map { "word\($0)" }.joined(separator: " ")
        let harness = try RAGToolHarness()
        try await harness.ingest([
            "first": ["The zebra of \(common)."], "many": (0..<400).map { "Chunk number\($0) of \(common)." },
        ])
        #expect(try await harness.found("\(common) zebra").first == "first")
        #expect(try await harness.found("\(common) number7").first == "many")
        #expect(try await harness.found(common).count == 20)
    }

    /// How common a word is, is told of what the search may see, however much there is around it.
    @Test func countsWordsOfWhatIsVisible() async throws {
        let harness = try RAGToolHarness()
        let tool = try harness.tool()
        func ingest(_ id: String, _ text: String) async throws {
            let document = RAGToolHarness.document(id, [text], metadata: ["mine": true])
            #expect(await tool.ingest(document).has(AH_OK))
        }
        for index in 0..<3 { try await ingest("old\(index)", "The leave of employees \(index).") }
        try await harness.ingest(["others": (0..<4500).map { "Leave employees salary \($0)." }])
        for index in 0..<3 { try await ingest("new\(index)", "The leave of employees and directors \(index).") }
        let all: Set<String> = ["old0", "old1", "old2", "new0", "new1", "new2"]
        #expect(Set(try await harness.found("leave of employees", ["filters": ["mine": true]])) == all)
        #expect(try await harness.found("salary", ["filters": ["mine": true]]) == [])
        #expect(
            Set(try await harness.found("leave of directors", ["filters": ["mine": true]])) == ["new0", "new1", "new2"])
    }
}
