import HubCore

/// Tells English from Vietnamese, with or without diacritics, word by word.
///
/// Diacritics count most, then words that only one language uses to build sentences, then whether a word could be a
/// Vietnamese syllable at all. Capitalised words inside a sentence are taken for names and count little; codes and
/// abbreviations count nothing.
enum LanguageDetector {
    static func evidence(of message: MessageWords) -> LanguageEvidence {
        var evidence = LanguageEvidence()
        let plain = message.words.filter(\.isPlain)
        let isShouted = plain.allSatisfy { $0.isAllUpperCase || $0.text.utf8.count == 1 }
        for (position, word) in plain.enumerated() {
            if word.isAllUpperCase && !isShouted { continue }
            let isName = position > 0 && word.startsUpperCase && !isShouted
            weigh(word, isName ? 0.25 : 1, into: &evidence)
        }
        return evidence
    }

    private static func weigh(_ word: MessageWords.Word, _ share: Double, into evidence: inout LanguageEvidence) {
        let isSyllable = VietnameseSyllable.isPossible(word.folded)
        switch word.vietnamese {
        case .unmistakable: evidence.vietnamese += 3 * share
        case .shared where isSyllable: evidence.vietnamese += 2 * share
        case .shared: evidence.english += 0.5 * share
        case .none:
            if let weight = FunctionWords.english[word.folded] { evidence.english += weight * share }
            if FunctionWords.vietnamese.contains(word.folded) {
                evidence.vietnamese += 2 * share
            } else if isSyllable {
                if FunctionWords.english[word.folded] == nil { evidence.vietnamese += share }
            } else if FunctionWords.english[word.folded] == nil, word.folded.utf8.count > 1 {
                evidence.english += share
            }
        }
    }
}
