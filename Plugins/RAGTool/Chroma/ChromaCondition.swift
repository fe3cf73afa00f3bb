import PluginSDK

/// Conditions in Chroma's words. Names and values are data in them: a caller's texts are never operators or keys of ours.
enum ChromaCondition {
    static func isEqual(_ key: String, _ value: JSON) -> JSON { .object([JSONMember(key, ["$eq": value])]) }

    /// Nil: no condition.
    static func all(_ conditions: [JSON]) -> JSON? {
        conditions.count > 1 ? ["$and": .array(conditions)] : conditions.first
    }

    static func any(_ conditions: [JSON]) -> JSON? {
        conditions.count > 1 ? ["$or": .array(conditions)] : conditions.first
    }

    /// What a caller may read and the filters take, of the chunks. Ranges of texts, which Chroma does not know, are left to
    /// the look at the document.
    static func visible(to principals: [String], filters: [MetadataFilter]) -> JSON? {
        let readable = any([isEqual("open", true)] + principals.map { isEqual(key(ofPrincipal: $0), true) })
        return all((readable.map { [$0] } ?? []) + filters.compactMap(condition))
    }

    /// What a chunk's record says of who may read it and what it is filtered by.
    static func members(principals: [String]?, metadata: String) -> [JSONMember] {
        var members = [JSONMember("open", .bool(principals == nil))]
        members += Set(principals ?? []).map { JSONMember(key(ofPrincipal: $0), true) }
        for fact in (try? JSON(parsing: Array(metadata.utf8)))?.objectValue ?? [] {
            guard let value = scalar(fact.value) else { continue }
            members.append(JSONMember(key(ofFact: fact.name), value))
        }
        return members
    }

    private static func key(ofPrincipal name: String) -> String { "p:" + name }
    private static func key(ofFact name: String) -> String { "m:" + name }

    /// All numbers as floats: Chroma tells 2020 from 2020.0.
    private static func scalar(_ value: JSON) -> JSON? {
        switch value {
        case .string, .bool: value
        case .number(let number): JSONNumber(number.doubleValue).map { .number($0) }
        case .null, .array, .object: nil
        }
    }

    private static func condition(_ filter: MetadataFilter) -> JSON? {
        let key = key(ofFact: filter.name)
        func of(_ operation: String, _ value: JSON) -> JSON {
            .object([JSONMember(key, .object([JSONMember(operation, value)]))])
        }
        switch filter.condition {
        case .isAny(let values): return any(values.compactMap(scalar).map { of("$eq", $0) })
        case .isBetween(let minimum, let maximum):
            var bounds: [JSON] = []
            if case .number? = minimum, let value = minimum.flatMap(scalar) { bounds.append(of("$gte", value)) }
            if case .number? = maximum, let value = maximum.flatMap(scalar) { bounds.append(of("$lte", value)) }
            return all(bounds)
        }
    }
}
