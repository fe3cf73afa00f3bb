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
            return words(
                phrases.text("Nothing was found\(english)", "Không tìm thấy dữ liệu\(vietnamese)"), and: failure)
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
        case .unavailable: return unreached(english, vietnamese) + later
        case .upstream: return upstream(failure, english: english, vietnamese: vietnamese) + later
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
        return words(
            phrases.text("The system did not accept this\(english)", "Hệ thống không chấp nhận yêu cầu\(vietnamese)"),
            and: failure)
    }

    private func unreached(_ english: String, _ vietnamese: String) -> String {
        phrases.text(
            "The system that has this data cannot be reached right now\(english).",
            "Hiện không kết nối được với hệ thống có dữ liệu này\(vietnamese).")
    }

    /// Only a status says that the system answered, and only one from 400 that it answered with an error.
    private func upstream(_ failure: ToolFailure, english: String, vietnamese: String) -> String {
        let status = failure.details["http_status"]?.intValue
        if let status, status >= 400 {
            let text = phrases.text(
                "The system that has this data answered with an error\(english)",
                "Hệ thống có dữ liệu này báo lỗi\(vietnamese)")
            return status < 500 ? words(text, and: failure) : text + "."
        }
        if ["connection", "resolution", "tls"].contains(failure.details["kind"]?.stringValue) {
            return unreached(english, vietnamese)
        }
        return phrases.text(
            "The system that has this data gave no usable answer\(english).",
            "Hệ thống có dữ liệu này không đưa ra được câu trả lời\(vietnamese).")
    }

    /// The sentence, and what the failure itself says. What another system said becomes a part of the sentence; a plugin's
    /// message was written for people, and stands as it is.
    private func words(_ text: String, and failure: ToolFailure) -> String {
        if let quote = Self.systemsWords(failure).first(where: isReadable) {
            var trimmed = Substring(PlainText.line(quote, limit: Self.quoteLimit))
            while let last = trimmed.last, last == "." || last == "!" { trimmed = trimmed.dropLast() }
            return "\(text): \(FieldName.uncapitalised(String(trimmed)))."
        }
        guard !Self.passesOn(failure), isReadable(failure.message) else { return text + "." }
        let message = PlainText.line(failure.message, limit: Self.quoteLimit)
        return "\(text). \(message)\(message.last.map { ".!?…".contains($0) } ?? false ? "" : ".")"
    }

    /// Whether the details hold another system's answer: then its words count, and the message is about them.
    private static func passesOn(_ failure: ToolFailure) -> Bool {
        failure.details["http_status"] != nil || failure.details["body"] != nil
    }

    /// Where another system's answer usually has its words.
    private static func systemsWords(_ failure: ToolFailure) -> [String] {
        guard passesOn(failure) else { return [] }
        let status = failure.details["http_status"]?.intValue
        guard status.map({ (400..<500).contains($0) }) ?? true else { return [] }
        let body = failure.details["body"] ?? failure.details
        let places = [
            body["message"], body["error"], body["error"]?["message"], body["detail"], body["title"],
            body.stringValue.map(JSONValue.string),
        ]
        return places.compactMap { $0?.stringValue }
    }

    /// Whether it reads as a sentence in the answer's language.
    private func isReadable(_ text: String) -> Bool {
        guard text.count <= Self.quoteLimit, text.contains(" "), text.contains(where: \.isLetter) else { return false }
        guard !text.contains(where: { "{}<>[]\n\\".contains($0) }) else { return false }
        return (language == .vietnamese) == Self.isVietnamese(text)
    }

    /// Most words of Vietnamese have marks; a name in an English sentence has them too, and is a small part of it.
    private static func isVietnamese(_ text: String) -> Bool {
        let words = text.split(whereSeparator: { !$0.isLetter })
        return words.count { TextFolding.hasVietnameseLetters(String($0)) } * 3 >= max(1, words.count)
    }
}
