import Synchronization

/// What SQLite needs to know of each literal statement text, worked out once.
final class SQLiteTexts: Sendable {
    struct Text: Sendable {
        let sql: String
        /// SQLite numbers `$1`-style parameters by their first appearance and ignores the digits: `order[i]` is the
        /// position, in the statement's values, of what its i-th parameter stands for.
        /// https://www.sqlite.org/lang_expr.html#varparam
        let order: [Int]
    }

    /// By the address of the literal, which is immortal and never another's.
    private let texts = Mutex<[UInt: Text]>([:])

    func text(of statement: SQLStatement) -> Text {
        let key = UInt(bitPattern: statement.text.utf8Start)
        return texts.withLock { texts in
            if let text = texts[key] { return text }
            let sql = statement.text.description
            let text = Text(sql: sql, order: Self.order(of: sql))
            texts[key] = text
            return text
        }
    }

    /// Quoted text with a `$` would be misread; statements bind their values and quote nothing of the kind.
    static func order(of sql: String) -> [Int] {
        var order: [Int] = []
        var number: Int?
        for byte in sql.utf8 + [0] {
            if byte == UInt8(ascii: "$") {
                number = 0
            } else if let current = number, (0x30...0x39).contains(byte) {
                number = current * 10 + Int(byte - 0x30)
            } else if let current = number {
                if current > 0, !order.contains(current - 1) { order.append(current - 1) }
                number = nil
            }
        }
        return order
    }
}
