import Foundation
import HubCore
import Testing

@testable import HubEngine

struct LanguageDetectorTests {
    private func language(of message: String) -> Language? {
        LanguageDetector.evidence(of: MessageWords(message)).language
    }

    @Test(arguments: [
        "Show me the stock level for product SKU-12345",
        "How much does the Hanoi branch owe us?",
        "what is the balance of account 0104985841",
        "Where is my parcel ABC123 right now?",
        "and their orders?",
        "What about the second one?",
        "List all invoices that are overdue",
        "Who approved this request?",
        "please cancel my booking for tomorrow",
        "Can you tell me when the train to Da Nang leaves?",
        "is there any leave left for Nguyen Van An this year",
        "Show me the payments of Nguyễn Văn Đức",
        "Does Công ty Hoàng Long have open tickets?",
        "I don't understand the last answer",
        "compare sales of Q1 and Q2",
        "give me a summary of the contract",
        "Track shipment ABC123",
        "Which customers bought more than ten units last month?",
        "thank you very much",
        "hello, I need help with something",
        "SHOW ME THE REPORT",
        "how many days until the warranty expires",
        "What's the weather like in Huế today?",
        "When did they pay?",
        "open the café menu",
        "Find the résumé of the new engineer",
        "tell me a joke",
        "is it late",
        "what is due this week",
        "reset my password",
        "Why was the order rejected?",
        "Has the purchase order been confirmed yet?",
        "customer's current address",
        "Schedule a meeting with the finance team",
    ])
    func recognisesEnglish(_ message: String) {
        #expect(language(of: message) == .english)
    }

    @Test(arguments: [
        "Công nợ của khách hàng MST 0104985841 là bao nhiêu?",
        "Tồn kho của SKU-12345?",
        "Đơn hàng ABC123 đang ở đâu?",
        "còn nợ của họ thì sao?",
        "Cho tôi xem danh sách hóa đơn quá hạn",
        "Ai đã duyệt yêu cầu này?",
        "Hủy giúp tôi lịch hẹn ngày mai",
        "Tháng trước bán được bao nhiêu?",
        "xin chào",
        "cảm ơn bạn nhiều",
        "Thời tiết Hà Nội hôm nay thế nào?",
        "Nhân viên Nguyễn Văn An còn mấy ngày phép?",
        "Số dư tài khoản hiện tại",
        "khi nào giao hàng",
        "Green Logistics thanh toán lần cuối khi nào?",
        "thế còn đơn kia?",
        "Báo cáo doanh thu quý 3",
        "vé tàu đi Đà Nẵng",
        "HIỂN THỊ BÁO CÁO",
        "Địa chỉ của Apple Store gần nhất?",
        "Tôi muốn đặt phòng họp cho team marketing",
        "đâu rồi?",
    ])
    func recognisesVietnamese(_ message: String) {
        #expect(language(of: message) == .vietnamese)
    }

    @Test(arguments: [
        "Cong no cua khach hang MST 0104985841 la bao nhieu?",
        "ton kho cua SKU-12345",
        "don hang ABC123 dang o dau",
        "con no cua ho thi sao",
        "cho toi xem danh sach hoa don qua han",
        "ai da duyet yeu cau nay",
        "huy giup toi lich hen ngay mai",
        "thang truoc ban duoc bao nhieu",
        "xin chao",
        "cam on ban nhieu",
        "thoi tiet Ha Noi hom nay the nao",
        "nhan vien Nguyen Van An con may ngay phep",
        "so du tai khoan hien tai",
        "khi nao giao hang",
        "bao cao doanh thu quy 3",
        "ve tau di Da Nang",
        "the con don kia",
        "toi muon dat phong hop",
        "kiem tra bao hanh cua may in",
        "gia vang hom nay bao nhieu tien mot chi",
        "lich lam viec tuan sau",
        "khach hang nao mua nhieu nhat",
    ])
    func recognisesVietnameseWithoutDiacritics(_ message: String) {
        #expect(language(of: message) == .vietnamese)
    }

    /// Written after the detector, against it: words that both languages spell.
    @Test(arguments: [
        ("Any update on this?", Language.english), ("do not send it to me", .english),
        ("can I go in on May ten", .english),
        ("the van is on the way to the sea", .english),
        ("how long can the hat hang in the sun", .english),
        ("show debt", .english), ("con so nay la gi", .vietnamese),
        ("so tien can thanh toan", .vietnamese), ("no con bao nhieu", .vietnamese),
        ("toi can tim san pham", .vietnamese),
        ("may cai do con hang khong", .vietnamese), ("ban co the cho toi biet khong", .vietnamese),
        ("nợ?", .vietnamese), ("ở đâu", .vietnamese), ("bao lâu", .vietnamese),
        ("tim me cho be", .vietnamese), ("hien tai", .vietnamese),
    ])
    func tellsApartWhatLooksAlike(_ message: String, _ expected: Language) {
        #expect(language(of: message) == expected)
    }

    @Test(arguments: ["0104985841", "ABC123?", "MST 12345", "ok", "SKU-12345", "?!", "", "Hanoi", "PO 77 / 2025", "no"])
    func leavesOpenWhatCouldBeEither(_ message: String) {
        #expect(language(of: message) == nil)
    }

    @Test func decomposedLettersCountLikePrecomposedOnes() {
        #expect(language(of: "Đơn hàng đang ở đâu".decomposedStringWithCanonicalMapping) == .vietnamese)
    }

    @Test func leansToTheLikelierLanguageWhereItIsNotSure() {
        #expect(LanguageDetector.evidence(of: MessageWords("ok stock")).leaning == .english)
        #expect(LanguageDetector.evidence(of: MessageWords("kho")).leaning == .vietnamese)
        #expect(LanguageDetector.evidence(of: MessageWords("me too")).leaning == .english)
        #expect(LanguageDetector.evidence(of: MessageWords("what tin can do")).leaning == .english)
        #expect(LanguageDetector.evidence(of: MessageWords("may gio")).leaning == .vietnamese)
        #expect(LanguageDetector.evidence(of: MessageWords("42")).leaning == nil)
    }
}
