import HubCore

/// The small words of English and Vietnamese. None names a domain.
///
/// The languages are kept apart, since their words collide once folded: `nợ` is content, and `no` is not. A Vietnamese
/// word with its marks is looked up as it is written, one without marks as what it may stand for.
enum Lexicon {
    static func roles(of word: String, folded: String, in language: Language) -> WordRoles {
        if word.utf8.contains(where: { $0 >= 0x80 }) { return vietnamese[word.lowercased()] ?? [] }
        return switch language {
        case .english: english[folded] ?? []
        case .vietnamese: unmarked[folded] ?? []
        }
    }

    private static let english = table([
        .small: """
        a about above after again all also am an and another any are as at be been before being below between both \
        but by can could d did do does done each else every few for from had has have he her here hers him his how \
        i if in into is it its just like ll m many may me might mine more most much must my no nor not now of off \
        on once one only or other our out over own per please pls re s same shall she should so some still such t \
        than that the their theirs them then there these they this those through to too u under until up upon us \
        ve very via was we were what when where which while who whom whose why will with within without would yes \
        you your let lets need
        """,
        .request: """
        what which who whose when where why how show tell give get list check find see display look fetch search \
        query need want know provide view
        """,
        .courtesy: """
        hi hello hey thanks thank thx ty ok okay k bye goodbye cheers great good nice cool fine perfect welcome \
        morning afternoon evening night alright awesome lovely helpful lot wow yep yeah
        """,
        .boundary: """
        for of in on at by from to until till since with without is are was were has have had do does please that \
        which who when where how what and or then plus versus vs the
        """,
    ])

    private static let vietnameseWords: [WordRoles: String] = [
        .small: """
        à ạ ai anh ấy bác bạn bao bên bị biết bởi các cái cách cần càng chẳng chỉ chị cho chưa chúng có còn của \
        cũng cùng đã đang đâu đây để đến đều đi đó do đối được em giúp giùm gì hả hay hoặc hỏi hơn họ khác khi \
        không là lại làm lúc luôn ma mà mai mấy mình mỗi mới một muốn nào này nên nếu ngay ngày nhé nhỉ nhiêu \
        nhiều như nhưng những nữa ở ơi ông qua ra rằng rất rồi sao sẽ sau sang ta tại tất thế theo thì thôi tôi \
        trong trước từ tuy tớ và vẫn vậy về vì vào với vừa vui lòng xin bà cô chú mã số
        """,
        .request: "xem hỏi kiểm tra cứu tìm hiển thị liệt kê nào gì sao mấy đâu show check",
        .courtesy: """
        chào xin cảm cám ơn tạm biệt tốt tuyệt vâng dạ ừ ok oke okay roi hay quá lắm hi hello hey thanks thank bye \
        nhiều
        """,
        .boundary: """
        của cho trong tại từ đến là có không thì như và với hoặc hay bao nào gì được vào ngày tháng năm nhé ạ thế \
        đang còn and or
        """,
    ]

    private static let vietnamese = table(vietnameseWords)

    private static let unmarked = table(vietnameseWords.mapValues { TextFolding.fold($0) })

    /// Two words that ask, in Vietnamese.
    static let requestPairs: Set<String> = [
        "bao nhieu", "cho biet", "cho toi", "cho xem", "the nao", "bao gio", "co phai",
    ]

    /// The first words of such pairs.
    static let requestLeads: Set<String> = Set(requestPairs.map { String($0.prefix { $0 != " " }) })

    /// Words between a name and its value: `code is 17`, `mã số 17`.
    static let connectors = words("is are was be la bang number no num nr so code id ma ref reference value the")

    /// Words that join two values.
    static let conjunctions = words("and or plus va voi hoac hay cung with versus vs")

    /// Words of a property's name that only say that it names something.
    static let identifying = words(
        "id ids code codes no nr num number numbers key ref reference sku uuid guid barcode serial plate ma so")

    static let negations = words("not no without except khong chua exclude excluding")

    private static func words(_ list: String) -> Set<String> {
        Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static func table(_ lists: [WordRoles: String]) -> [String: WordRoles] {
        var table: [String: WordRoles] = [:]
        for (role, list) in lists {
            for word in list.split(whereSeparator: \.isWhitespace) {
                // What asks is small as well; what greets is not, or a name in it would be lost.
                table[String(word), default: []].formUnion(role == .request ? [.small, .request] : role)
            }
        }
        return table
    }
}
