/// Whether a folded word is spelled as a Vietnamese syllable can be: an onset that exists, then a rhyme that exists.
///
/// Vietnamese written without diacritics passes with every word; few English sentences pass with most.
enum VietnameseSyllable {
    static func isPossible(_ folded: String) -> Bool {
        let letters = Array(folded.utf8)
        guard (1...7).contains(letters.count) else { return false }
        for length in 0...min(3, letters.count - 1) {
            let onset = String(decoding: letters[..<length], as: UTF8.self)
            let rhyme = String(decoding: letters[length...], as: UTF8.self)
            if onsets.contains(onset), rhymes.contains(rhyme) { return true }
        }
        return false
    }

    private static let onsets: Set<String> = [
        "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
        "r", "s", "t", "th", "tr", "v", "x",
    ]

    private static let rhymes: Set<String> = {
        let open = [
            "a", "e", "i", "o", "u", "y", "ai", "ao", "au", "ay", "eo", "eu", "ia", "iu", "oa", "oai", "oao", "oay",
            "oe", "oeo", "oi", "ua", "uai", "uay", "uau", "ue", "ui", "uoi", "uou", "uu", "uy", "uya", "uyu", "ieu",
            "yeu", "uo",
        ]
        let closed: [(String, String)] = [
            ("a", "c ch m n ng nh p t"), ("e", "c ch m n ng nh p t"), ("i", "ch m n nh p t"), ("o", "c m n ng p t"),
            ("u", "c m n ng p t"), ("oa", "c ch m n ng nh p t"), ("oe", "m n t"), ("oo", "c ng"),
            ("ie", "c m n ng p t"), ("ye", "m n ng t"), ("ua", "n ng t"), ("ue", "ch n nh"), ("uo", "c m n ng p t"),
            ("uy", "ch n nh p t"), ("uye", "n t"), ("y", "t n"),
        ]
        return Set(open).union(
            closed.flatMap { nucleus, codas in codas.split(separator: " ").map { nucleus + $0 } })
    }()
}
