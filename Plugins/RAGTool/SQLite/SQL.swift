/// The text of a statement: put together of literals only, so that no value can become part of it.
struct SQL: Sendable, Hashable, ExpressibleByStringLiteral {
    let text: String

    init(stringLiteral literal: StaticString) { text = "\(literal)" }

    private init(joined text: String) { self.text = text }

    static func + (left: SQL, right: SQL) -> SQL { SQL(joined: left.text + right.text) }
}
