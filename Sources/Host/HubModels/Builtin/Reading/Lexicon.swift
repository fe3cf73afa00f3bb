/// The small words of English and Vietnamese, folded: those that say nothing of a domain. None names a domain.
enum Lexicon {
    /// Words that carry no content of their own.
    static let small: Set<String> = english.union(vietnamese).union(requests).union(social)

    private static let english = words(
        """
        a about above after again all also am an and another any are as at be been before being below between both but \
        by can could d did do does done each else every few for from had has have he her here hers him his how i if in \
        into is it its just ll let lets like m many may me might mine more most much must my need no nor not now of off \
        on once one only or other our out over own per please pls re s same shall she should so some still such t than \
        that the their theirs them then there these they this those through to too u under until up upon us ve very via \
        was we were what when where which while who whom whose why will with within without would yes you your
        """)

    private static let vietnamese = words(
        """
        a ai anh ay ba bac ban bao ben bi biet boi cac cai cach can cang chang chi chinh cho chua chung co con cua cung \
        da dang day de den deu di do doi dau duoc em gi giup gium ha hay hoac hoi hon ho ich khac khi khong la lai lam \
        luc luon ma mac mai may minh moi mot muon nao nay nen neu ngay nhe nhi nhieu nhu nhung nua o oi ong qua ra rang \
        rat roi sao se sau sang ta tai tat the theo thi thoi toi trong truoc tu tung tuy va vay van ve vi vao voi vua \
        vui long xin
        """)

    /// Words that ask or order.
    static let requests = words(
        """
        what which who whose when where why how show tell give get list check find see display look fetch search \
        query need want know provide view
        xem hoi kiem tra cuu tim hien thi liet ke nao gi sao may dau
        """)

    /// Two words that ask, in Vietnamese.
    static let requestPairs: Set<String> = [
        "bao nhieu", "cho biet", "cho toi", "cho xem", "the nao", "bao gio", "co phai",
    ]

    /// Courtesies: a message of nothing else asks for nothing.
    static let social = words(
        """
        hi hello hey thanks thank thx ty ok okay k bye goodbye cheers great good nice cool fine perfect welcome morning \
        afternoon evening night alright awesome lovely helpful lot wow yep yeah
        chao xin cam on tam biet tot tuyet vang uh u oke roi hay qua lam
        """)

    /// Words between a name and its value: `code is 17`, `mã số 17`.
    static let connectors = words("is are was be la bang number no num nr so code id ma ref reference value the")

    /// Words that join two values.
    static let conjunctions = words("and or plus va voi hoac hay cung with versus vs")

    /// Words that end a name written after its cue: `city Hanoi for March`.
    static let boundaries = conjunctions.union(
        words(
            """
            for of in on at by from to until till since with without is are was were has have had do does please that \
            which who when where how what and or then
            cua cho trong tai tu den la co khong thi nhu va voi hoac hay bao nao gi duoc vao ngay thang nam nhe a the
            """))

    /// Words of a property's name that only say that it names something.
    static let identifying = words(
        "id ids code codes no nr num number numbers key ref reference sku uuid guid barcode serial plate ma so")

    static let negations = words("not no without except khong chua exclude excluding")

    private static func words(_ list: String) -> Set<String> {
        Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
