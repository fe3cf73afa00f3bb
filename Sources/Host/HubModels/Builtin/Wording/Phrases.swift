import HubCore

/// The generic sentences of the embedded model, in both languages.
struct Phrases: Sendable {
    let language: Language

    func text(_ english: String, _ vietnamese: String) -> String {
        switch language {
        case .english: english
        case .vietnamese: vietnamese
        }
    }

    // MARK: Leads

    func has(_ subject: String) -> String { text("\(subject) has:", "\(subject) có:") }
    func result(for subject: String) -> String { text("Result for \(subject):", "Kết quả cho \(subject):") }
    var result: String { text("Here is what I found:", "Đây là kết quả tìm được:") }

    func results(_ count: Int, for subject: String?) -> String {
        let english = count == 1 ? "1 result" : "\(count) results"
        guard let subject else { return text("\(english):", "\(count) kết quả:") }
        return text("\(english) for \(subject):", "\(count) kết quả cho \(subject):")
    }

    func nothing(for subject: String?) -> String {
        guard let subject else { return text("Nothing was found.", "Không tìm thấy dữ liệu nào.") }
        return text("Nothing was found for \(subject).", "Không tìm thấy dữ liệu cho \(subject).")
    }

    /// Of a list that holds nothing.
    var none: String { text("none", "không có") }
    func none(of label: String) -> String { text("No \(label).", "Không có \(label).") }

    func more(_ count: Int) -> String { text("… and \(count) more", "… và \(count) mục khác") }

    func truncated(_ count: Int) -> String {
        text("These are the first \(count); there are more.", "Đây là \(count) dòng đầu tiên; vẫn còn nữa.")
    }

    func omitted(shown: Int, of total: Int) -> String {
        text(
            "I looked up the first \(shown) of \(total); please ask for the others separately.",
            "Tôi chỉ tra cứu \(shown) trong số \(total) giá trị đầu tiên; vui lòng hỏi tiếp cho các giá trị còn lại.")
    }

    // MARK: Small words

    var field: String { text("Field", "Mục") }
    var value: String { text("Value", "Giá trị") }
    var yes: String { text("yes", "có") }
    var no: String { text("no", "không") }
    var or: String { text("or", "hoặc") }
    var and: String { text("and", "và") }

    /// `a`, `a or b`, `a, b or c`.
    func list(_ items: [String], _ joint: String) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(joint) \(last)"
    }

    // MARK: Requests

    func capabilities(_ abilities: [String], domain: String) -> String {
        let about = domain.isEmpty ? "" : " (\(domain))"
        guard !abilities.isEmpty else {
            return text(
                "I cannot look anything up here: no tool is available to me\(about).",
                "Tôi chưa thể tra cứu gì ở đây: chưa có công cụ nào được cấp\(about).")
        }
        let lines = abilities.map { "- \($0)" }.joined(separator: "\n")
        return text(
            "I am not sure what to look up. This is what I can do here\(about):\n\(lines)",
            "Tôi chưa rõ bạn cần tra cứu gì. Tôi có thể giúp những việc sau\(about):\n\(lines)")
    }

    func which(_ label: String) -> String { text("Which \(label) do you mean?", "Bạn muốn hỏi \(label) nào?") }

    func tell(_ label: String) -> String { text("Please tell me the \(label).", "Vui lòng cho biết \(label).") }

    func attach(_ label: String) -> String {
        text("Please attach the \(label) to your message.", "Vui lòng đính kèm \(label) vào tin nhắn.")
    }

    func example(_ value: String) -> String { text("For example: \(value).", "Ví dụ: \(value).") }
}
