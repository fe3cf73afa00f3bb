import HubCore

/// Answers a question by quoting what was found in documents, and says where it stands.
struct PassageWording: Sendable {
    /// Of a quotation, in characters, and in sentences or lines.
    static let quotedCharacters = 900
    static let quotedSentences = 6
    /// Where no sentence has a word of the question.
    private static let unmatchedSentences = 3
    /// A passage in the question's language goes before one that has this many times its words.
    private static let leastShare = 0.5

    let language: Language
    let question: String

    private var phrases: Phrases { Phrases(language: language) }

    func text(_ found: FoundPassages) -> String {
        let words = QuestionWords(question, language: language)
        guard let passage = best(of: found, for: words) else {
            return phrases.text(
                "I found nothing about this in the documents.",
                "Tôi không tìm thấy nội dung nào về điều này trong tài liệu.")
        }
        let mark = passage.number.map { " [\($0)]" } ?? ""
        return quotation(of: passage, for: words) + mark + "\n\n" + source(of: passage)
    }

    /// The best passage, in the question's language where one says nearly as much; nil where none has anything of the
    /// question in it.
    private func best(of found: FoundPassages, for words: QuestionWords) -> FoundPassages.Passage? {
        let candidates = found.passages.map { (passage: $0, share: share(of: $0, words)) }
            .filter { !found.isLexical || $0.share > 0 }
        guard let first = candidates.first else { return nil }
        if first.passage.language == nil || first.passage.language == language { return first.passage }
        let other = candidates.first {
            $0.passage.language == language && Double($0.share) >= Double(first.share) * Self.leastShare
        }
        return (other ?? first).passage
    }

    /// How many of the question's words the passage has. That it is of the document that was asked about is none, unless
    /// nothing else was.
    private func share(of passage: FoundPassages.Passage, _ words: QuestionWords) -> Int {
        let named = words.found(in: passage.title ?? "")
        let asked = words.stems.subtracting(named)
        if asked.isEmpty { return max(1, named.count) }
        return words.found(in: [passage.heading, passage.text].compactMap { $0 }.joined(separator: "\n"))
            .intersection(asked).count
    }

    private func quotation(of passage: FoundPassages.Passage, for words: QuestionWords) -> String {
        let sentences = Sentences.of(passage.text, without: [passage.title, passage.heading].compactMap { $0 })
        let heads = Sentences.heads(of: sentences)
        var matches = sentences.map { words.found(in: $0.text).count }
        // What a table's columns are called says which table is asked about, and nothing of its rows.
        var isOfTable = false
        for head in Set(heads.compactMap { $0 }) {
            if matches[head] > 0 { isOfTable = true }
            matches[head] = 0
        }
        let most = matches.max() ?? 0
        let isAbout = isAbout(passage, words)
        let limit = isAbout || isOfTable || most > 0 ? Self.quotedSentences : Self.unmatchedSentences
        var chosen: [Int] = []
        var characters = 0
        for (place, count) in matches.enumerated() {
            let isWanted = isAbout || most == 0 ? true : count * 2 >= most && count > 0
            guard isWanted, !chosen.contains(place), chosen.count < limit else { continue }
            // A row is read by its table's first one.
            let added = [heads[place], place].compactMap { $0 }.filter { !chosen.contains($0) }
            let length = added.reduce(0) { $0 + sentences[$1].text.count }
            guard chosen.isEmpty || characters + length <= Self.quotedCharacters else { break }
            characters += length
            chosen += added
        }
        return PlainText.block(Sentences.joined(chosen.map { sentences[$0] }), limit: Self.quotedCharacters * 2)
    }

    /// Whether the passage stands under what the question asks for.
    private func isAbout(_ passage: FoundPassages.Passage, _ words: QuestionWords) -> Bool {
        guard !words.stems.isEmpty, let heading = passage.heading ?? passage.title else { return false }
        return words.found(in: heading).count * 2 > words.stems.count
    }

    /// Below the title, which often is the first of the headings.
    private func heading(of passage: FoundPassages.Passage) -> String? {
        guard let heading = passage.heading, let title = passage.title else { return passage.heading }
        if heading == title { return nil }
        let beginning = title + " › "
        return heading.hasPrefix(beginning) ? String(heading.dropFirst(beginning.count)) : heading
    }

    /// "Source: [1] Handbook, page 2, Returns › Conditions"
    private func source(of passage: FoundPassages.Passage) -> String {
        var parts = [passage.title.map { PlainText.line($0, limit: 120) } ?? phrases.text("a document", "tài liệu")]
        if let page = passage.page { parts.append(phrases.text("page \(page)", "trang \(page)")) }
        if let heading = heading(of: passage) { parts.append(PlainText.line(heading, limit: 160)) }
        let mark = passage.number.map { "[\($0)] " } ?? ""
        return phrases.text("Source", "Nguồn") + ": \(mark)\(parts.joined(separator: ", "))"
    }
}
