import HubCore
import Testing

struct JSONValueTests {
    static let kinds: [JSONValue] = [nil, true, 1, "a", [1], ["a": 1]]

    @Test func isEqualToItsOwnKindOnly() {
        for (left, first) in Self.kinds.enumerated() {
            for (right, second) in Self.kinds.enumerated() { #expect((first == second) == (left == right)) }
        }
        #expect(JSONValue.bool(false) != 0)
        #expect(JSONValue.bool(true) != 1)
    }

    @Test func comparesNumbersByValueAndTextsByCodePoints() {
        #expect(JSONValue.number(JSONNumber(1 as Int64)) == 1.0)
        #expect(JSONValue.string("\u{E9}") != "e\u{301}")
        #expect(Set<JSONValue>([1, 1.0, "1", [1], [1.0], ["a": 1], ["a": 1.0]]).count == 4)
    }

    @Test func readsAsItsOwnKindOnly() {
        #expect(Self.kinds.map(\.typeName) == ["null", "boolean", "number", "string", "array", "object"])
        #expect(Self.kinds.map(\.isNull) == [true, false, false, false, false, false])
        #expect(Self.kinds.compactMap(\.boolValue) == [true])
        #expect(Self.kinds.compactMap(\.intValue) == [1])
        #expect(Self.kinds.compactMap(\.doubleValue) == [1])
        #expect(Self.kinds.compactMap(\.stringValue) == ["a"])
        #expect(Self.kinds.compactMap(\.arrayValue) == [[1]])
        #expect(Self.kinds.compactMap(\.objectValue) == [["a": 1]])
        #expect(Self.kinds.compactMap { $0["a"] } == [1])
    }
}
