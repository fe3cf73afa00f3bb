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
    /// Words of the tenant's Vietnamese texts.
    private var learned: Set<UInt64> = []

    init() {
        english = Self.identities(Self.englishWords)
        spelled = Self.identities(Self.vietnameseWords)
        folded = Self.identities(TextFolding.fold(Self.vietnameseWords))
    }

    /// Takes note of words whose marks tell them apart from the function words that they fold to.
    mutating func learn(from text: RoutingText) {
        for word in text.words where word.kind == .content && !english.contains(word.identity) {
            learned.insert(word.identity)
        }
        for word in text.words where word.isMarked && !spelled.contains(word.spelling) {
            if folded.contains(word.identity) || english.contains(word.identity) { contested.insert(word.identity) }
        }
    }

    /// Tells the text's function words from its content words, by the language that most of them speak.
    func classify(_ text: inout RoutingText) {
        var english = 0
        var vietnamese = 0
        var isMarked = false
        for word in text.words where word.kind == .content {
            isMarked = isMarked || word.isMarked
            if self.english.contains(word.identity) { english += 1 }
            if folded.contains(word.identity) { vietnamese += 1 }
        }
        text.isVietnamese = isMarked || vietnamese > english
        // "no" alone is English, and "cong no" is not: of words of both languages, the company decides.
        let isAmongVietnamese = text.words.contains { learned.contains($0.identity) }
        for position in text.words.indices where text.words[position].kind == .content {
            let word = text.words[position]
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
                let isForeign =
                    contested.contains(word.identity)
                    && (!self.english.contains(word.identity) || english < vietnamese || isAmongVietnamese)
                isFunction = isKnown && !isForeign
            }
            if isFunction { text.words[position].kind = .function }
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
        isnt arent ok okay yet day days week weeks month months year years today yesterday tomorrow
        """

    /// Words that carry meaning and go with any subject.
    static let genericWords = identities(
        genericList + " " + TextFolding.fold(genericList))

    private static let genericList = """
        status state information info detail details number name list total current customer customers company
        companies user users item items amount history date time type kind code data report update result results
        first last next new old find search check look where's open close change
        tình trạng trạng thái thông tin chi tiết số tên danh sách tổng hiện khách hàng công ty ngày giờ loại mã dữ
        liệu báo cáo kết quả lịch sử lần gần mới cũ tìm kiểm tra người hai ba bốn lượng đầu cuối nửa lâu gấp trễ chậm
        hiện sắp đổi gửi nhận
        """

    private static let vietnameseWords = """
        tôi tớ mình em anh chị bạn chúng ta họ nó ông bà cô chú ai gì nào đâu sao thế bao nhiêu mấy khi lúc giờ chưa
        không à ạ ơi nhỉ nhé vậy hả hay phải là có được bị làm cho xem giúp giùm hộ muốn cần hỏi biết hãy vui lòng xin
        nhờ của ở tại từ đến tới với và cùng trong ngoài trên dưới về theo vào ra lên để vì do bởi như này kia đó ấy
        nay các những mọi một tất cả từng mỗi cái đã đang sẽ vừa mới còn vẫn cũng đều rồi xong nữa chỉ rất quá nhất hơn
        lại thì mà nếu nhưng hoặc cứ đi thôi ngày tháng năm tuần hôm qua mai sáng chiều tối
        """
}
