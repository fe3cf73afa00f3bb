import HubCore
import HubSchema

/// Makes values that a JSON Schema 2020-12 accepts, the same ones from the same seed.
///
/// What it makes is tried against the schema, so that what comes out is right; a schema that asks for what it cannot make (a
/// pattern of several, a number by two conditions) gives nothing, unless it has `default` or `examples`.
struct SchemaSampler {
    /// What values are like.
    enum Taste {
        /// Only what is required.
        case least
        /// As people write them.
        case plain
        /// At the edges: empty, long, deep, huge, with letters that nobody expects.
        case odd
    }

    private static let attempts = 60
    private static let maximumDepth = 12

    private let root: JSONValue
    private let compiled: CompiledSchema
    private(set) var numbers: SeededNumbers
    private var taste = Taste.plain

    init(_ schema: JSONValue, _ compiled: CompiledSchema, numbers: SeededNumbers) {
        root = schema
        self.compiled = compiled
        self.numbers = numbers
    }

    /// nil: none was found.
    mutating func value(_ taste: Taste) -> JSONValue? {
        self.taste = taste
        for _ in 0..<Self.attempts {
            let value = make(root, name: "", depth: 0)
            if compiled.accepts(value) { return value }
        }
        return nil
    }

    // MARK: By keyword

    private mutating func make(_ schema: JSONValue, name: String, depth: Int) -> JSONValue {
        guard let given = schema.objectValue else { return anything(depth: depth) }
        let rules = resolved(given, depth: depth)
        if let value = rules["const"] { return value }
        if let values = rules["enum"]?.arrayValue, let value = numbers.pick(values) { return value }
        if let value = said(rules) { return value }
        switch type(of: rules) {
        case "object": return object(rules, depth: depth)
        case "array": return array(rules, depth: depth)
        case "string": return .string(StringSampler(rules, name: name, isOdd: taste == .odd).text(&numbers))
        case "integer": return NumberSampler(rules, isInteger: true, isOdd: taste == .odd).number(&numbers)
        case "number": return NumberSampler(rules, isInteger: false, isOdd: taste == .odd).number(&numbers)
        case "boolean": return .bool(numbers.chance(50))
        case "null": return .null
        case _: return anything(depth: depth)
        }
    }

    /// A value that the schema's author gives as one.
    private mutating func said(_ rules: JSONObject) -> JSONValue? {
        var values = rules["examples"]?.arrayValue ?? []
        if let value = rules["default"] { values.append(value) }
        guard numbers.chance(taste == .odd ? 25 : 90) else { return nil }
        return taste == .least ? values.first : numbers.pick(values)
    }

    private mutating func type(of rules: JSONObject) -> String {
        switch rules["type"] {
        case .string(let name): return name
        case .array(let names):
            let words = names.compactMap(\.stringValue)
            return (taste == .least ? words.first : numbers.pick(words)) ?? ""
        case .null, .bool, .number, .object, nil: break
        }
        let hints: [(String, [String])] = [
            ("object", ["properties", "required", "additionalProperties", "propertyNames", "minProperties"]),
            ("array", ["items", "prefixItems", "minItems", "contains"]),
            ("string", ["pattern", "minLength", "maxLength", "format"]),
            ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
        ]
        return hints.first { $0.1.contains { rules[$0] != nil } }?.0 ?? ""
    }

    /// The schema with what it refers to and what it is combined of, one way of several taken, as one object.
    private mutating func resolved(_ schema: JSONObject, depth: Int) -> JSONObject {
        var (rules, pending) = (JSONObject(), [schema])
        var steps = 0
        while let next = pending.popLast(), steps < 32 {
            steps += 1
            var own = next
            if let reference = own["$ref"]?.stringValue, let target = Self.target(of: reference, in: root) {
                pending.append(target)
            }
            for part in own["allOf"]?.arrayValue ?? [] { part.objectValue.map { pending.append($0) } }
            for keyword in ["anyOf", "oneOf"] {
                let ways = (own[keyword]?.arrayValue ?? []).compactMap(\.objectValue)
                let way = depth > Self.maximumDepth / 2 || taste == .least ? ways.first : numbers.pick(ways)
                if let way { pending.append(way) }
            }
            for keyword in ["$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"] { own[keyword] = nil }
            rules = Self.both(rules, own)
        }
        return rules
    }

    static func target(of reference: String, in root: JSONValue) -> JSONObject? {
        guard reference.hasPrefix("#") else { return nil }
        guard let pointer = JSONPointer(String(reference.dropFirst())) else { return nil }
        return root[pointer]?.objectValue
    }

    /// What is in either; of limits the second one's.
    private static func both(_ first: JSONObject, _ second: JSONObject) -> JSONObject {
        var rules = first
        for (keyword, value) in second {
            switch (keyword, rules[keyword], value) {
            case ("properties", .object(let old)?, .object(let new)):
                var all = old
                for (name, schema) in new { all[name] = schema }
                rules[keyword] = .object(all)
            case ("required", .array(let old)?, .array(let new)):
                rules[keyword] = .array(old + new.filter { !old.contains($0) })
            case _: rules[keyword] = value
            }
        }
        return rules
    }

    // MARK: Objects and arrays

    private mutating func object(_ rules: JSONObject, depth: Int) -> JSONValue {
        var value = JSONObject()
        let required = (rules["required"]?.arrayValue ?? []).compactMap(\.stringValue)
        let share = depth > Self.maximumDepth ? 0 : taste == .least ? 0 : taste == .plain ? 35 : 60
        let known = rules["properties"]?.objectValue ?? [:]
        for (name, schema) in known where required.contains(name) || numbers.chance(share) {
            value[name] = make(schema, name: name, depth: depth + 1)
        }
        for name in required where value[name] == nil { value[name] = other(rules, depth: depth) }
        let least = rules["minProperties"]?.intValue ?? 0
        let most = rules["maxProperties"]?.intValue ?? 64
        var wanted = least - value.count
        if rules["additionalProperties"] != false, taste == .odd || known.isEmpty && taste == .plain {
            wanted = max(wanted, numbers.below(3))
        }
        for _ in 0..<max(0, wanted) where value.count < most {
            let names = StringSampler(
                rules["propertyNames"]?.objectValue ?? ["minLength": 1, "maxLength": 24], name: "", isOdd: taste == .odd
            )
            value[names.text(&numbers)] = other(rules, depth: depth)
        }
        return .object(value)
    }

    /// A member that the schema does not name.
    private mutating func other(_ rules: JSONObject, depth: Int) -> JSONValue {
        guard let schema = rules["additionalProperties"], schema.objectValue != nil else {
            return depth > 3 ? .int(1) : anything(depth: depth + 1)
        }
        return make(schema, name: "", depth: depth + 1)
    }

    private mutating func array(_ rules: JSONObject, depth: Int) -> JSONValue {
        let first = rules["prefixItems"]?.arrayValue ?? []
        let least = rules["minItems"]?.intValue ?? 0
        let most = rules["maxItems"]?.intValue ?? max(least, taste == .odd ? 20 : 4)
        var count = least
        if taste != .least, depth <= Self.maximumDepth, most > least {
            count = Int.random(in: least...min(most, least + (taste == .odd ? 20 : 3)), using: &numbers)
            if taste == .odd, most <= 64, numbers.chance(10) { count = most }
        }
        let isUnique = rules["uniqueItems"] == true
        var items: [JSONValue] = []
        for index in 0..<count {
            let schema = index < first.count ? first[index] : rules["items"] ?? rules["contains"] ?? true
            var item = make(schema, name: "", depth: depth + 1)
            for _ in 0..<20 where isUnique && items.contains(item) { item = make(schema, name: "", depth: depth + 1) }
            items.append(item)
        }
        return .array(items)
    }

    private mutating func anything(depth: Int) -> JSONValue {
        switch numbers.below(depth > 4 ? 5 : 7) {
        case 0: return .null
        case 1: return .bool(numbers.chance(50))
        case 2: return NumberSampler([:], isInteger: true, isOdd: taste == .odd).number(&numbers)
        case 3: return NumberSampler([:], isInteger: false, isOdd: taste == .odd).number(&numbers)
        case 4: return .string(StringSampler([:], name: "", isOdd: taste == .odd).text(&numbers))
        case 5: return array(["maxItems": 3], depth: depth + 1)
        case _: return object(["maxProperties": 3], depth: depth + 1)
        }
    }
}
