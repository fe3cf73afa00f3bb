import HubCore

/// Names of a tool's arguments for a provider that takes only some characters in them: Anthropic refuses every request
/// (status 400) with a tool one of whose arguments is not called `^[a-zA-Z0-9_.-]{1,64}$`, as `mã_số` is not. Only the
/// schema's own properties are looked at, not what is inside them.
///
/// The same schema gives the same names, so that a call that went out under them is understood when it comes back.
struct PropertyNames {
    private var outward: [String: String] = [:]
    private var inward: [String: String] = [:]

    init(of schema: JSONValue) {
        let names = schema["properties"]?.objectValue?.keys ?? []
        var taken = Set(names.filter(Self.isTaken))
        for name in names where !Self.isTaken(name) {
            // Room is left for a number.
            let stem = String(name.unicodeScalars.prefix(60).map { Self.isTaken($0) ? Character($0) : "_" })
            var number = 1
            var plain = stem.isEmpty ? "_" : stem
            while !taken.insert(plain).inserted {
                number += 1
                plain = "\(stem)_\(number)"
            }
            outward[name] = plain
            inward[plain] = name
        }
    }

    /// Whether every name is taken as it is.
    var isPlain: Bool { outward.isEmpty }

    /// The schema under the provider's names; what was called otherwise says so in its description.
    func schema(_ schema: JSONValue) -> JSONValue {
        guard !isPlain, case .object(var root) = schema else { return schema }
        var properties = JSONObject()
        for (name, property) in root["properties"]?.objectValue ?? [:] {
            properties[outward[name] ?? name] = outward[name] == nil ? property : Self.described(property, as: name)
        }
        root["properties"] = .object(properties)
        if let required = root["required"]?.arrayValue {
            root["required"] = .array(
                required.map { name in name.stringValue.flatMap { outward[$0] }.map(JSONValue.string) ?? name })
        }
        return .object(root)
    }

    /// Arguments of an earlier call, for the provider.
    func toProvider(_ arguments: JSONValue) -> JSONValue { Self.renamed(arguments, outward) }

    /// Arguments that the provider wrote, as the tool knows them; text that is no object stays as it is.
    func fromProvider(_ arguments: String) -> String {
        if isPlain { return arguments }
        do throws(JSONParseError) {
            return Self.renamed(try JSONValue(parsing: arguments), inward).text
        } catch {
            return arguments
        }
    }

    private static func renamed(_ arguments: JSONValue, _ names: [String: String]) -> JSONValue {
        guard !names.isEmpty, case .object(let members) = arguments else { return arguments }
        return .object(JSONObject(members.map { (names[$0.key] ?? $0.key, $0.value) }))
    }

    private static func described(_ property: JSONValue, as name: String) -> JSONValue {
        guard case .object(var object) = property else { return ["description": .string(name)] }
        object["description"] = .string(
            [name, object["description"]?.stringValue].compactMap { $0 }.joined(separator: ": "))
        return .object(object)
    }

    private static func isTaken(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count) && name.unicodeScalars.allSatisfy(isTaken)
    }

    private static func isTaken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}
