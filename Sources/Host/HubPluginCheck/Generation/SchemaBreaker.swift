import HubCore
import HubSchema

/// Makes values that a schema nearly accepts: one that it accepts with one thing wrong.
struct SchemaBreaker {
    /// What was made wrong.
    enum Fault: String {
        case missing
        case kind
        case unknown
        case limit
    }

    private let schema: JSONValue
    private let compiled: CompiledSchema

    init(_ schema: JSONValue, _ compiled: CompiledSchema) {
        self.schema = schema
        self.compiled = compiled
    }

    /// The value with a fault in it, which the schema refuses; nil: none was found.
    func broken(_ value: JSONValue, _ numbers: inout SeededNumbers) -> (value: JSONValue, fault: Fault)? {
        for _ in 0..<20 {
            let candidate = mutated(value, &numbers)
            if !compiled.accepts(candidate.value) { return candidate }
        }
        return nil
    }

    /// The value without its required member of that name.
    static func without(_ name: String, in value: JSONValue) -> JSONValue {
        guard var object = value.objectValue else { return value }
        object[name] = nil
        return .object(object)
    }

    private func mutated(_ value: JSONValue, _ numbers: inout SeededNumbers) -> (value: JSONValue, fault: Fault) {
        guard var object = value.objectValue, !object.isEmpty, numbers.chance(85) else {
            return (Self.otherKind(than: value, &numbers), .kind)
        }
        let name = numbers.pick(object.keys) ?? ""
        switch numbers.below(4) {
        case 0:
            object[name] = nil
            return (.object(object), .missing)
        case 1:
            object["check_unknown_member"] = true
            return (.object(object), .unknown)
        case 2:
            object[name] = beyond(object[name] ?? .null, schema["properties"]?[name]?.objectValue ?? [:])
            return (.object(object), .limit)
        case _:
            object[name] = Self.otherKind(than: object[name] ?? .null, &numbers)
            return (.object(object), .kind)
        }
    }

    private static func otherKind(than value: JSONValue, _ numbers: inout SeededNumbers) -> JSONValue {
        let values: [JSONValue] = [.null, true, -7, "text", [1, "two"], ["a": 1], .number(JSONNumber(0.5))]
        return numbers.pick(values.filter { $0.typeName != value.typeName }) ?? .null
    }

    private func beyond(_ value: JSONValue, _ rules: JSONObject) -> JSONValue {
        switch value {
        case .string(let text):
            if let most = rules["maxLength"]?.intValue, most < 1_000_000 {
                return .string(text + String(repeating: "x", count: most + 1))
            }
            return ""
        case .number: return rules["maximum"]?.intValue.map { .int($0 + 1) } ?? -1_000_000
        case .array(let items): return .array(items + items + [.null])
        case .null, .bool, .object: return .null
        }
    }
}
