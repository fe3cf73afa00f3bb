import PluginSDK

/// How an argument becomes the text of a bound value, by the type that the server knows the parameter to have.
struct ArgumentBinding: Sendable {
    let name: String
    let type: UInt32

    /// Nil for a type that no argument can have.
    init?(name: String, type: UInt32) {
        guard Self.isScalar(type) || PostgreSQLType.elements[type] != nil else { return nil }
        self.name = name
        self.type = type
    }

    private static func isScalar(_ type: UInt32) -> Bool {
        [
            PostgreSQLType.boolean, PostgreSQLType.int8, PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.text,
            PostgreSQLType.json, PostgreSQLType.float4, PostgreSQLType.float8, PostgreSQLType.bpchar,
            PostgreSQLType.varchar, PostgreSQLType.date, PostgreSQLType.time, PostgreSQLType.timestamp,
            PostgreSQLType.timestamptz, PostgreSQLType.interval, PostgreSQLType.timetz, PostgreSQLType.numeric,
            PostgreSQLType.uuid, PostgreSQLType.jsonb,
        ].contains(type)
    }

    /// Nil for null.
    func text(_ value: JSON) throws(ToolError) -> String? {
        if value == .null { return nil }
        guard let element = PostgreSQLType.elements[type] else { return try scalar(value, type) }
        guard let values = value.arrayValue else { throw Arguments.problem(name, value, needs: "an array") }
        var texts: [String] = []
        for value in values {
            guard value != .null else {
                texts.append("NULL")
                continue
            }
            let text = try scalar(value, element)
            texts.append("\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"")
        }
        return "{" + texts.joined(separator: ",") + "}"
    }

    private func scalar(_ value: JSON, _ type: UInt32) throws(ToolError) -> String {
        switch type {
        case PostgreSQLType.boolean:
            guard let flag = value.boolValue else { throw Arguments.problem(name, value, needs: "a boolean") }
            return flag ? "t" : "f"
        case PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.int8:
            let text = value.numberValue?.literal ?? value.stringValue
            guard let number = text.flatMap(Int64.init) else {
                throw Arguments.problem(name, value, needs: "an integer")
            }
            return "\(number)"
        case PostgreSQLType.float4, PostgreSQLType.float8, PostgreSQLType.numeric:
            guard let number = value.numberValue else { throw Arguments.problem(name, value, needs: "a number") }
            return number.literal
        case PostgreSQLType.json, PostgreSQLType.jsonb:
            return String(decoding: value.bytes, as: UTF8.self)
        case PostgreSQLType.text, PostgreSQLType.varchar, PostgreSQLType.bpchar:
            if let number = value.numberValue { return number.literal }
            return try string(value, needs: "a text")
        case _: return try string(value, needs: "a text")
        }
    }

    private func string(_ value: JSON, needs: String) throws(ToolError) -> String {
        guard let text = value.stringValue else { throw Arguments.problem(name, value, needs: needs) }
        guard !text.utf8.contains(0) else {
            throw ToolError(.invalidInput, "The argument \(name) has a character U+0000, which no text has.")
        }
        return text
    }
}
