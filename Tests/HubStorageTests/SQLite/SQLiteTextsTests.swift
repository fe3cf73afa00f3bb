import Testing

@testable import HubStorage

struct SQLiteTextsTests {
    @Test(arguments: [
        ("SELECT 1", []), ("SELECT $1", [0]), ("SELECT $2, $1, $2", [1, 0]), ("VALUES ($3,$1,$10,$2)", [2, 0, 9, 1]),
        ("a = $1 AND b = $1", [0]), ("SELECT '$', $1", [0]),
    ])
    func ordersParametersByTheirFirstAppearance(sql: String, order: [Int]) {
        #expect(SQLiteTexts.order(of: sql) == order)
    }

    @Test func givesTheSameTextForTheSameStatement() {
        let texts = SQLiteTexts()
        for value in 0..<3 {
            let text = texts.text(of: SQLStatement("SELECT $2, $1", .integer(value), .null))
            #expect(text.sql == "SELECT $2, $1")
            #expect(text.order == [1, 0])
        }
        #expect(texts.text(of: SQLStatement("SELECT $1", .null)).sql == "SELECT $1")
    }
}
