import HubCore

/// Says in words what a simple pattern asks for: `^[0-9]{10}$` is "10 digits".
struct PatternWording: Sendable {
    let language: Language

    /// "3 letters followed by 3 digits".
    func words(_ shape: PatternShape) -> String {
        let parts = shape.parts.map(part)
        switch language {
        case .english:
            if parts.count <= 2 { return parts.joined(separator: " followed by ") }
            return parts.dropLast().joined(separator: ", then ") + " and then \(parts[parts.count - 1])"
        case .vietnamese:
            return parts.joined(separator: parts.count <= 2 ? " rồi đến " : ", rồi ")
        }
    }

    private func part(_ part: PatternShape.Part) -> String {
        switch part.unit {
        case .digits: counted(part, one: "digit", many: "digits", vietnamese: "chữ số")
        case .letters: counted(part, one: "letter", many: "letters", vietnamese: "chữ cái")
        case .lettersOrDigits:
            counted(part, one: "letter or digit", many: "letters or digits", vietnamese: "chữ cái hoặc chữ số")
        case .text(let text): optional(part, "\"\(text)\"")
        case .choice(let texts):
            optional(
                part, Phrases(language: language).list(texts.map { "\"\($0)\"" }, language == .english ? "or" : "hoặc"))
        }
    }

    private func counted(_ part: PatternShape.Part, one: String, many: String, vietnamese: String) -> String {
        let phrases = Phrases(language: language)
        switch (part.minimum, part.maximum) {
        case (1, 1): return phrases.text("1 \(one)", "1 \(vietnamese)")
        case (0, 1): return phrases.text("an optional \(one)", "có thể thêm 1 \(vietnamese)")
        case (let minimum, let maximum?) where minimum == maximum:
            return phrases.text("\(minimum) \(many)", "\(minimum) \(vietnamese)")
        case (0, let maximum?): return phrases.text("up to \(maximum) \(many)", "tối đa \(maximum) \(vietnamese)")
        case (let minimum, let maximum?):
            return phrases.text("\(minimum) to \(maximum) \(many)", "từ \(minimum) đến \(maximum) \(vietnamese)")
        case (0, nil), (1, nil): return phrases.text(many, "các \(vietnamese)")
        case (let minimum, nil): return phrases.text("at least \(minimum) \(many)", "ít nhất \(minimum) \(vietnamese)")
        }
    }

    private func optional(_ part: PatternShape.Part, _ text: String) -> String {
        guard part.minimum == 0 else { return text }
        return Phrases(language: language).text("optionally \(text)", "có thể có \(text)")
    }
}
