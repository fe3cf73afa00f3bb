import HubCore

/// Documents that nobody wrote: words by Zipf's law out of 60,000, half of them as English has them and half of syllables with
/// marks as Vietnamese has them, the most frequent ones real function words of both. The same ones in every run.
struct Corpus {
    static let documentChunks = 20
    /// About what a chunk of the usual 1,200 characters has.
    private static let chunkCharacters = 1000
    private static let words = 60_000

    private let vocabulary: [String]
    /// Of the words up to each, by how often they come.
    private let shares: [Double]
    private var numbers: SplitMix64

    init(seed: UInt64) {
        numbers = SplitMix64(seed: seed)
        vocabulary = Self.vocabulary(&numbers)
        var sum = 0.0
        shares = vocabulary.indices.map { rank in
            sum += 1 / (Double(rank) + 2.7)
            return sum
        }
    }

    private static let functionWords = """
        the của of và to là and các a có in cho is được that trong for những it một as với was không on này be đã by khi at để \
        are từ this đến or người from năm an ra had
        """.split(separator: " ").map(String.init)

    private static func vocabulary(_ numbers: inout SplitMix64) -> [String] {
        let consonants = [
            "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "th", "ch", "tr", "ng",
        ]
        let vowels = ["a", "e", "i", "o", "u", "ea", "ai"]
        let marked = ["á", "à", "ả", "ạ", "ế", "ệ", "ố", "ộ", "ơ", "ứ", "ự", "iê", "ươ", "ý", "ặ", "ẩ"]
        let ends = ["", "", "n", "t", "c", "m", "ng", "nh", "r", "st"]
        var words = functionWords
        var known = Set(words)
        while words.count < Self.words {
            let isMarked = Bool.random(using: &numbers)
            let syllables = Int.random(in: isMarked ? 1...2 : 1...4, using: &numbers)
            var word = ""
            for _ in 0..<syllables {
                word += consonants.randomElement(using: &numbers) ?? ""
                word += (isMarked ? marked : vowels).randomElement(using: &numbers) ?? ""
            }
            word += ends.randomElement(using: &numbers) ?? ""
            if known.insert(word).inserted { words.append(word) }
        }
        return words
    }

    private mutating func word() -> String {
        let place = Double.random(in: 0..<(shares.last ?? 1), using: &numbers)
        var (low, high) = (0, shares.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if shares[middle] <= place { low = middle + 1 } else { high = middle }
        }
        return vocabulary[low]
    }

    private mutating func text() -> String {
        var (text, count) = ("", 0)
        while count < Self.chunkCharacters {
            let word = word()
            if count > 0 { text += " " }
            text += word
            count += word.unicodeScalars.count + 1
        }
        return text
    }

    mutating func document() -> [KnowledgeChunk] {
        (0..<Self.documentChunks).map { KnowledgeChunk(index: $0, text: text(), page: $0 / 2 + 1) }
    }

    /// 3 to 8 words of the chunk; with every fourth `number` one that is among the rarest besides, with every twentieth one that
    /// nobody has written.
    mutating func question(of chunk: KnowledgeChunk, number: Int) -> String {
        let words = chunk.text.split(separator: " ")
        var asked = (0..<Int.random(in: 3...8, using: &numbers)).compactMap { _ in
            words.randomElement(using: &numbers).map(String.init)
        }
        if number % 4 == 3 { asked.append(vocabulary[(vocabulary.count / 2)...].randomElement(using: &numbers) ?? "") }
        if number % 20 == 19 { asked.append("zzyzxq\(number)") }
        return asked.joined(separator: " ")
    }

    /// Four words that are each in very many chunks and still are no function words.
    mutating func frequentWords() -> String {
        (0..<4).compactMap { _ in vocabulary[Self.functionWords.count..<200].randomElement(using: &numbers) }
            .joined(separator: " ")
    }
}
