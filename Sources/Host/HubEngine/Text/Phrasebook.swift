import HubCore

/// The engine's own sentences. What tools and models say is not here.
struct Phrasebook: Sendable {
    let language: Language

    private func say(_ english: @autoclosure () -> String, _ vietnamese: @autoclosure () -> String) -> String {
        switch language {
        case .english: english()
        case .vietnamese: vietnamese()
        }
    }

    func several(_ titles: [String]) -> String {
        say(
            "Your message asks about more than one thing: \(joined(titles)). Which one should I answer first?",
            "Câu hỏi của bạn liên quan đến nhiều việc: \(joined(titles)). Bạn muốn hỏi việc nào trước?")
    }

    func oneAtATime(_ titles: [String]) -> String {
        say(
            "I answer one thing at a time: \(joined(titles)). Which one first?",
            "Tôi trả lời lần lượt từng việc: \(joined(titles)). Bạn muốn hỏi việc nào trước?")
    }

    var greeting: String { say("Hello!", "Xin chào!") }
    var welcome: String {
        say(
            "You are welcome. Is there anything else you would like to know?",
            "Rất vui được giúp bạn. Bạn cần hỏi gì thêm không?")
    }
    var farewell: String { say("Goodbye, and see you soon.", "Tạm biệt và hẹn gặp lại bạn.") }
    var declined: String {
        say("All right. Ask me whenever you need something.", "Vâng ạ. Khi nào cần, bạn cứ hỏi tôi.")
    }
    var unclear: String {
        say("I am not sure what you would like to know.", "Tôi chưa rõ bạn muốn hỏi điều gì.")
    }
    var topics: String { say("You can ask me about:", "Bạn có thể hỏi tôi về:") }
    var moreTopics: String { say("- and more", "- và nhiều việc khác") }
    var noAgents: String {
        say(
            "Nothing has been set up here for you to ask about yet. Please contact your administrator.",
            "Hiện chưa có nội dung nào được thiết lập để bạn hỏi. Vui lòng liên hệ quản trị viên.")
    }

    func topic(_ title: String, description: String?, example: String?) -> String {
        var line = "- \(title)"
        if let description {
            let repeatsTitle = TextFolding.fold(description).hasPrefix(TextFolding.fold(title))
            line = repeatsTitle ? "- \(description)" : line + ": \(description)"
        }
        if let example { line += say(" (for example: “\(example)”)", " (ví dụ: “\(example)”)") }
        return line
    }

    var needsMore: String {
        say("I need a little more information to answer that.", "Tôi cần thêm thông tin để trả lời câu hỏi này.")
    }

    func invalidArguments(_ reason: String) -> String {
        say(
            "I could not use the details given: \(reason) Please check them and ask again.",
            "Thông tin được cung cấp chưa hợp lệ: \(reason) Vui lòng kiểm tra và hỏi lại.")
    }

    var refused: String { say("I cannot help with that request.", "Tôi không thể hỗ trợ yêu cầu này.") }
    var resultWithoutWords: String { say("Here is the result.", "Đây là kết quả.") }
    var toolFailed: String {
        say(
            "The system that holds this information could not answer. Please try again in a moment.",
            "Hệ thống chứa thông tin này hiện không trả lời được. Vui lòng thử lại sau giây lát.")
    }
    var notFound: String {
        say("Nothing was found for that request.", "Không tìm thấy thông tin cho yêu cầu này.")
    }
    var modelFailed: String {
        say(
            "The language model is not available right now. Please try again in a moment.",
            "Mô hình ngôn ngữ hiện không sẵn sàng. Vui lòng thử lại sau giây lát.")
    }
    var outOfTime: String {
        say(
            "The answer took too long, so I stopped. Please try again or ask for less at once.",
            "Câu trả lời mất quá nhiều thời gian nên tôi đã dừng lại. Vui lòng thử lại hoặc hỏi ít nội dung hơn.")
    }
    var outOfSteps: String {
        say(
            "The question took more steps than one answer may take. Please ask for less at once.",
            "Câu hỏi cần nhiều bước hơn giới hạn cho một câu trả lời. Vui lòng chia nhỏ câu hỏi.")
    }

    private func joined(_ titles: [String]) -> String {
        guard let last = titles.last, titles.count > 1 else { return titles.first ?? "" }
        return titles.dropLast().joined(separator: ", ") + say(" and ", " và ") + last
    }
}
