extension Utterance {
    /// Whether it takes back, forbids or puts off what it speaks of.
    var isNegated: Bool {
        words.indices.contains(where: { position in
            let word = words[position]
            if word.text.utf8.contains(where: { $0 >= 0x80 }) {
                return Self.markedNegations.contains(word.text.lowercased())
            }
            if word.folded == "t", position > 0, words[position - 1].folded.hasSuffix("n") { return true }
            // "no 5" is a number.
            if word.folded == "no" { return position + 1 == words.count || !words[position + 1].hasDigit }
            return Self.negations.contains(word.folded)
        })
    }

    /// Whether it asks about something, by a mark or by its words; "can you" and "could you" are polite orders.
    var isInquiry: Bool {
        if hasQuestionMark { return true }
        for position in words.indices {
            let word = words[position]
            if word.folded == "whether" || word.folded == "chua" || Self.inquiringPairs.contains(pair(at: position)) {
                return true
            }
            guard position == 0 || word.gap == .clause else { continue }
            if Self.inquiringLeads.contains(word.folded) { return true }
            if Self.modals.contains(word.folded), position + 1 < words.count, words[position + 1].folded != "you" {
                return true
            }
        }
        return false
    }

    /// Whether it is a plain yes and nothing else.
    var isAffirmation: Bool {
        guard !words.isEmpty, words.count <= 6, !hasQuestionMark, !isNegated else { return false }
        var position = 0
        var affirms = false
        while position < words.count {
            if Self.affirmingPairs.contains(pair(at: position)) {
                affirms = true
                position += 2
            } else if Self.affirmations.contains(words[position].folded) {
                affirms = true
                position += 1
            } else if Self.fillers.contains(words[position].folded) {
                position += 1
            } else {
                return false
            }
        }
        return affirms
    }

    /// Whether it gives up what was begun.
    var isRefusal: Bool { isNegated || isGivingUp }

    /// Whether it does so and says nothing else.
    var isGivingUp: Bool { !words.isEmpty && words.allSatisfy { Self.endings.contains($0.folded) } }

    /// Whether it orders one of the actions: the word stands where an order begins. `actions` are words, or two with a
    /// space between, folded.
    func orders(_ actions: Set<String>) -> Bool {
        guard !isNegated, !isInquiry else { return false }
        var mayBegin = true
        for position in words.indices {
            if words[position].gap != .space { mayBegin = true }
            guard mayBegin else { continue }
            if actions.contains(words[position].folded) || actions.contains(pair(at: position)) { return true }
            mayBegin = Self.orderLeads.contains(words[position].folded)
        }
        return false
    }

    private func pair(at position: Int) -> String {
        guard position + 1 < words.count else { return "" }
        return "\(words[position].folded) \(words[position + 1].folded)"
    }

    private static func set(_ list: String) -> Set<String> { Set(list.split(separator: " ").map(String.init)) }

    private static let negations = set(
        "not never dont cannot cant wont stop wait nobody nothing neither nor without avoid khong dung khoan chang")
    private static let markedNegations = set("không đừng chớ khoan chẳng chưa thôi")
    private static let modals = set("can could would will shall may might")
    private static let inquiringLeads = set(
        """
        should was were is are am do does did has have had what who whom whose when where why how which if sao
        """)
    private static let inquiringPairs: Set<String> = [
        "co nen", "co phai", "bao nhieu", "the nao", "tai sao", "vi sao", "lam sao", "lam the", "khi nao", "bao gio",
        "should i", "should we", "can i", "could i", "may i", "how to", "how do", "lieu co", "neu toi", "what if",
    ]
    private static let affirmations = set(
        """
        yes y yep yeah yup ok oke okay okie sure confirm confirmed proceed correct agreed agree absolutely definitely \
        co vang u uh da
        """)
    private static let affirmingPairs: Set<String> = [
        "do it", "go ahead", "dong y", "xac nhan", "tiep tuc", "lam di", "chap nhan", "duoc roi",
    ]
    private static let endings = set("cancel stop nothing huy bo qua never mind thoi forget it no khong please")
    private static let fillers = set("please pls it that s is thanks thank you a nhe cam on toi minh em anh chi roi")
    private static let orderLeads = set(
        """
        please pls kindly now just go ahead and then so ok okay yes hi hello hey can could would will you i want wanna \
        d like need to me let lets us s help hay vui long lam on giup gium ho toi minh em anh chi ban muon can cho nho \
        xin roi va thi vang chao oi we
        """)
}
