import HubCore

/// The words of English and Vietnamese that say little of a message's subject.
///
/// Folded Vietnamese function words collide with content words of other spelling. Those that a tenant's own rows spell
/// otherwise are content for that tenant when a message comes without diacritics.
struct RoutingFunctionWords: Sendable {
    private let english: Set<UInt64>
    private let spelled: Set<UInt64>
    private var folded: Set<UInt64>
    private var contested: Set<UInt64> = []

    init() {
        english = Self.identities(Self.englishWords)
        spelled = Self.identities(Self.vietnameseWords)
        folded = Self.identities(TextFolding.fold(Self.vietnameseWords))
    }

    /// Takes note of words whose marks tell them apart from the function words that they fold to.
    mutating func learn(from text: RoutingText) {
        for word in text.words where word.isMarked && !spelled.contains(word.spelling) {
            if folded.contains(word.identity) || english.contains(word.identity) { contested.insert(word.identity) }
        }
    }

    /// Tells the text's function words from its content words, by the language that most of them speak.
    func classify(_ words: inout [RoutingWord]) {
        var english = 0
        var vietnamese = 0
        var isMarked = false
        for word in words where word.kind == .content {
            isMarked = isMarked || word.isMarked
            if self.english.contains(word.identity) { english += 1 }
            if folded.contains(word.identity) { vietnamese += 1 }
        }
        for position in words.indices where words[position].kind == .content {
            let word = words[position]
            let isFunction: Bool
            if word.letters.count == 1, !word.isMarked {
                // A single letter is an initial or stands for something: "the size of X".
                isFunction = true
            } else if isMarked {
                isFunction = spelled.contains(word.spelling)
            } else if english > vietnamese {
                isFunction = self.english.contains(word.identity)
            } else {
                let isKnown =
                    folded.contains(word.identity)
                    || (english == vietnamese && self.english.contains(word.identity))
                isFunction = isKnown && !contested.contains(word.identity)
            }
            if isFunction { words[position].kind = .function }
        }
    }

    private static func identities(_ list: String) -> Set<UInt64> {
        Set(list.split(whereSeparator: \.isWhitespace).map { identity(of: $0.unicodeScalars) })
    }

    static func identity(of scalars: some Sequence<Unicode.Scalar>) -> UInt64 {
        var hash = RoutingHash()
        for scalar in scalars { hash.add(scalar) }
        return RoutingHash.mix(hash.value)
    }

    private static let englishWords = """
        a an the this that these those my your his her hers its our ours their theirs mine yours me you him us them
        i we he she it they is are was were be been being am do does did done doing have has had having will would
        shall should can could may might must and or but if then than so as of at by for with about into to from in on
        off out up down over under again what which who whom whose when where why how much many any some all each every
        both few more most other such no nor not only own same too very just now here there please let tell show give
        get want need know like see ask help could would lets im ive id whats wheres hows whos dont doesnt didnt cant
        isnt arent ok okay day days week weeks month months year years today yesterday tomorrow
        """

    private static let vietnameseWords = """
        tôi tớ mình em anh chị bạn chúng ta họ nó ông bà cô chú ai gì nào đâu sao thế bao nhiêu mấy khi lúc giờ chưa
        không à ạ ơi nhỉ nhé vậy hả hay phải là có được bị làm cho xem giúp giùm hộ muốn cần hỏi biết hãy vui lòng xin
        nhờ của ở tại từ đến tới với và cùng trong ngoài trên dưới về theo vào ra lên để vì do bởi như này kia đó ấy
        nay các những mọi một tất cả từng mỗi cái đã đang sẽ vừa mới còn vẫn cũng đều rồi xong nữa chỉ rất quá nhất hơn
        lại thì mà nếu nhưng hoặc cứ đi thôi ngày tháng năm tuần hôm qua mai sáng chiều tối
        """
}
