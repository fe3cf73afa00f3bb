/// Takes an English ending off, so that `invoices` meets `invoice`. Vietnamese syllables have none of these endings.
enum Stem {
    /// `word` is folded.
    static func of(_ word: String) -> String {
        let bytes = word.utf8
        guard bytes.count > 3, let last = bytes.last else { return word }
        switch last {
        case UInt8(ascii: "s"):
            if word.hasSuffix("ss") || word.hasSuffix("us") || word.hasSuffix("is") { return word }
            if word.hasSuffix("ies"), bytes.count > 4 { return word.dropLast(3) + "y" }
            return String(word.dropLast(word.hasSuffix("sses") || word.hasSuffix("xes") ? 2 : 1))
        case UInt8(ascii: "g") where bytes.count > 5 && word.hasSuffix("ing"): return String(word.dropLast(3))
        case UInt8(ascii: "d") where bytes.count > 4 && word.hasSuffix("ed"): return String(word.dropLast(2))
        default: return word
        }
    }
}
