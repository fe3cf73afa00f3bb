/// Words that say nothing of what is asked for. They are indexed like others; a question's weigh nothing.
enum StopWords {
    /// Whether a question's word is one. `isMarked`: the question has marks, so that its words without any are meant so.
    static func contains(_ word: Word, isMarked: Bool) -> Bool {
        if let exact = word.exact { return vietnamese.contains(exact) }
        if word.folded.utf8.count == 1, !word.folded.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
        return english.contains(word.folded) || (!isMarked && vietnameseWithoutMarks.contains(word.folded))
            || (isMarked && vietnamesePlain.contains(word.folded))
    }

    private static func folded(_ words: String) -> Set<String> { Set(Word.all(of: words).map(\.folded)) }

    private static let english = folded(
        """
        a about after again all also am an and any are as at be because been before being between both but by can could
        did do does doing done each few for from get gets give given go got had has have having he her here hers him his
        how if in into is it its just know let like long may me might more most much must my need needs no nor not of off on
        once one only or other our ours out over own please same shall she should so some such tell than that the their
        them then there these they this those to too under until up us very want was we were what when where which while
        who whom whose why will with would yes you your yours im id ive dont doesnt whats hi hello thanks many
        """)

    private static let vietnamese = Set(
        Word.all(
            of: """
                à ạ ấy bạn bao bằng bây bị bởi các cái cần chỉ cho chúng chưa có cũng của cùng cứ dạ dù đã đang đây để đến đều
                đi điều đó được đâu gì hãy hay hơn hôm hỏi không là làm lại lên lúc mà mình mỗi một muốn nào này nên nếu những
                nhiêu như nhưng nữa ở phải qua ra rằng rất rồi sao sẽ tại theo thế thì tôi trong từ tới và vào vẫn vậy về vì
                với vừa xin giờ nhé nhỉ hả ơi biết giúp vui lòng
                """
        ).compactMap(\.exact))

    /// Without marks in every spelling.
    private static let vietnamesePlain = folded("cho hay qua ra theo trong nay em anh ai sao khi")

    /// As who writes without marks writes them: those that are hardly anything else when their marks are left out.
    private static let vietnameseWithoutMarks = folded(
        """
        cua cac nhung nhu nhung duoc khong la va voi cho trong nay nao gi the thi toi minh chung cung da dang se de
        hay hon rat roi tai theo vao ve vi neu nen phai bao nhieu sao khi co mot lam bi den o
        """)
}
