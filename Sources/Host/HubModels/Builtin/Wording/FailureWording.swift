import HubCore

/// Says in plain words why a tool gave no result. No codes, no JSON, nothing of the system's inside.
struct FailureWording: Sendable {
    static let quoteLimit = 200

    let call: AnsweredCall
    let language: Language

    private var phrases: Phrases { Phrases(language: language) }

    func text(_ failure: ToolFailure) -> String {
        let subject = call.subject(in: language)
        let english = subject.map { " for \($0)" } ?? ""
        let vietnamese = subject.map { " cho \($0)" } ?? ""
        let later = phrases.text(" Please try again in a moment.", " Vui lòng thử lại sau ít phút.")
        switch failure.code {
        case .invalidInput: return refusal(failure, english: english, vietnamese: vietnamese)
        case .notFound:
            return sentence(
                phrases.text("Nothing was found\(english)", "Không tìm thấy dữ liệu\(vietnamese)"),
                quote: quote(failure))
        case .authorization:
            return phrases.text(
                "The system refused your access rights\(english).",
                "Hệ thống từ chối quyền truy cập của bạn\(vietnamese).")
        case .denied:
            return phrases.text(
                "This lookup is not permitted\(english).", "Không được phép tra cứu thông tin này\(vietnamese).")
        case .deadline:
            return phrases.text(
                "The system took too long to answer\(english).", "Hệ thống phản hồi quá lâu\(vietnamese).") + later
        case .unavailable:
            return phrases.text(
                "The system that has this data cannot be reached right now\(english).",
                "Hiện không kết nối được với hệ thống có dữ liệu này\(vietnamese).") + later
        case .upstream:
            return sentence(
                phrases.text(
                    "The system that has this data answered with an error\(english)",
                    "Hệ thống có dữ liệu này báo lỗi\(vietnamese)"), quote: quote(failure)) + later
        case .rateLimited, .busy:
            return phrases.text(
                "The system has too many requests right now\(english).", "Hệ thống đang quá tải\(vietnamese).") + later
        case .tooLarge:
            return phrases.text(
                "The result\(english) is too large to show. Please ask for less at once.",
                "Kết quả\(vietnamese) quá lớn để hiển thị. Vui lòng thu hẹp câu hỏi.")
        case .cancelled:
            return phrases.text("The lookup\(english) was cancelled.", "Việc tra cứu\(vietnamese) đã bị hủy.")
        case .unsupported:
            return phrases.text("The system cannot do this\(english).", "Hệ thống không hỗ trợ việc này\(vietnamese).")
        case .invalidConfiguration, .internal, .crashed, .stale:
            return phrases.text(
                "Something went wrong inside this tool\(english); an administrator has to look at it.",
                "Công cụ này đang gặp sự cố\(vietnamese); quản trị viên cần kiểm tra.")
        }
    }

    /// What is wrong with the arguments by the tool's own schema; else that the system did not accept them.
    private func refusal(_ failure: ToolFailure, english: String, vietnamese: String) -> String {
        var complaints: [String] = []
        var missing: [Slot] = []
        for slot in call.tool?.slots ?? [] {
            guard let value = call.arguments[slot.name] else {
                if slot.need == .required { missing.append(slot) }
                continue
            }
            guard !slot.acceptsArgument(value) else { continue }
            let wording = SlotWording(slot: slot, language: language)
            let wrong = value.arrayValue?.filter { !slot.accepts($0) } ?? [value]
            complaints += (wrong.isEmpty ? [value] : wrong).prefix(3).map(wording.complaint)
        }
        complaints += ClarificationWording(language: language).requests(missing)
        if !complaints.isEmpty { return complaints.joined(separator: " ") }
        return sentence(
            phrases.text("The system did not accept this\(english)", "Hệ thống không chấp nhận yêu cầu\(vietnamese)"),
            quote: quote(failure))
    }

    private func sentence(_ text: String, quote: String?) -> String {
        guard let quote else { return text + "." }
        return "\(text): \(quote)."
    }

    /// The system's own words, when it refused the request and they read as a sentence in the answer's language.
    private func quote(_ failure: ToolFailure) -> String? {
        let status = failure.details["http_status"]?.intValue
        guard status.map({ (400..<500).contains($0) }) ?? (failure.code != .upstream) else { return nil }
        let body = failure.details["body"] ?? failure.details
        let candidates = [
            body["message"], body["error"], body["error"]?["message"], body["detail"], body["title"],
            body.stringValue.map(JSONValue.string),
            // A plugin that gives no details says what happened in its message, which is meant for people too.
            failure.details == .null ? .string(failure.message) : nil,
        ]
        for text in candidates.compactMap({ $0?.stringValue }) where isReadable(text) {
            let line = PlainText.line(text, limit: Self.quoteLimit)
            var trimmed = Substring(line)
            while let last = trimmed.last, last == "." || last == "!" { trimmed = trimmed.dropLast() }
            return FieldName.uncapitalised(String(trimmed))
        }
        return nil
    }

    private func isReadable(_ text: String) -> Bool {
        guard text.count <= Self.quoteLimit, text.contains(" "), text.contains(where: \.isLetter) else { return false }
        guard !text.contains(where: { "{}<>[]\n\\".contains($0) }) else { return false }
        return language == .english || TextFolding.hasVietnameseLetters(text)
    }
}
