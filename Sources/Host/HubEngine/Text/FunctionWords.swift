/// Words that sentences are built of, whatever they are about.
enum FunctionWords {
    /// English words and what each says for English: 2 where Vietnamese has no such spelling, less where it has.
    static let english: [String: Double] = {
        let sure = """
            what where when who whom whose which why how show please give tell is are was were been does did doing has
            have had having will would shall should could might must of for from with without and or if else your yours
            their theirs its our ours his hers this these those there here any all some every each much more most
            many few need want wants know find check list about into onto over under between after before since until
            you we us she us it's don't isn't i'm yes hello hey thanks thank good morning afternoon evening help make see
            look like also just only again now today yesterday tomorrow week month year last next first second using
            use are's as up down out off work still available again other another same both does get gets got
            """
        let shared = "that them they him her he it my get let then than the but be not by am at or if day way we i"
        let weak = "a an in on no can do to so me may go ten too two one con long ai any pay buy say hi"
        var words: [String: Double] = [:]
        for word in weak.split(whereSeparator: \.isWhitespace) { words[String(word)] = 0.5 }
        for word in sure.split(whereSeparator: \.isWhitespace) { words[String(word)] = 2 }
        for word in shared.split(whereSeparator: \.isWhitespace) { words[String(word)] = 1 }
        return words
    }()

    /// Vietnamese words, folded, that English does not have.
    static let vietnamese: Set<String> = Set(
        """
        la cua khong nhung duoc toi anh chi em bao nhieu nhu nao gi sao dau khi nay nhe voi va cac mot da dang se chua
        roi trong ngoai tren duoi tai tu den ve xem kiem tra biet muon giup vui oi thi ma neu vi nen lam phai dia
        nguoi thong tin hien danh sach tong moi nhat truoc sau xin chao cam vay ho nua cung luc tuan thang ngay hom qua
        gui goi mua gia het chung minh ay kia cho con hay giua rang boi tung deu rat lai ra vao
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
