import HubCore

/// A keyword's value and its place, read as what the keyword must have. Each reading throws when it is something else.
struct KeywordValue {
    let value: JSONValue
    let location: SchemaLocation

    /// An integer from zero on; beyond `Int` it is as good as the greatest.
    func count() throws(SchemaError) -> Int {
        guard case .number(let number) = value, number.isInteger, !(number < JSONNumber(0 as Int64)) else {
            throw mustBe("an integer that is not negative")
        }
        return number.intValue ?? Int.max
    }

    func number() throws(SchemaError) -> JSONNumber {
        guard case .number(let number) = value else { throw mustBe("a number") }
        return number
    }

    func positiveNumber() throws(SchemaError) -> JSONNumber {
        guard case .number(let number) = value, JSONNumber(0 as Int64) < number else {
            throw mustBe("a number above zero")
        }
        return number
    }

    func string() throws(SchemaError) -> String {
        guard case .string(let text) = value else { throw mustBe("a string") }
        return text
    }

    func flag() throws(SchemaError) -> Bool {
        guard case .bool(let flag) = value else { throw mustBe("true or false") }
        return flag
    }

    func list() throws(SchemaError) -> [JSONValue] {
        guard case .array(let elements) = value else { throw mustBe("an array") }
        return elements
    }

    func schemaLocations() throws(SchemaError) -> [SchemaLocation] {
        let elements = try list()
        guard !elements.isEmpty else { throw mustBe("an array of at least one schema") }
        return elements.indices.map { location.appending(String($0)) }
    }

    func members() throws(SchemaError) -> JSONObject {
        guard case .object(let members) = value else { throw mustBe("an object") }
        return members
    }

    func names() throws(SchemaError) -> [String] {
        guard case .array(let elements) = value else { throw mustBe("an array of names") }
        let names = elements.compactMap(\.stringValue)
        guard names.count == elements.count else { throw mustBe("an array of names") }
        return names
    }

    func types() throws(SchemaError) -> JSONTypeSet {
        let names = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue) ?? []
        let sets = names.compactMap(JSONTypeSet.init)
        guard !sets.isEmpty, sets.count == value.arrayValue?.count ?? 1 else {
            throw mustBe("one or more of null, boolean, integer, number, string, array and object")
        }
        return sets.reduce(into: []) { $0.formUnion($1) }
    }

    func mustBe(_ form: String) -> SchemaError { location.error(.invalidKeyword, "must be \(form)") }
}
