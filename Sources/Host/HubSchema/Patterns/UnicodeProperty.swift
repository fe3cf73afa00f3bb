/// A Unicode property as `\p{…}` names it: a general category, a script or a binary property.
enum UnicodeProperty: Sendable, Hashable {
    /// Bits of `UnicodeCategory`.
    case category(UInt32)
    case script(UnicodeScript)
    case binary(UnicodeBinaryProperty)

    /// The text between the braces; nil when it names nothing known. Names are those of ECMA-262, in their exact case.
    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts.first ?? "", parts.count) {
        case (let name, 1):
            if let mask = UnicodeCategory.mask(named: name) {
                self = .category(mask)
            } else if let property = UnicodeBinaryProperty(named: name) {
                self = .binary(property)
            } else {
                return nil
            }
        case ("General_Category", _), ("gc", _):
            guard let mask = UnicodeCategory.mask(named: parts[1]) else { return nil }
            self = .category(mask)
        case ("Script", _), ("sc", _):
            guard let script = UnicodeScript(named: parts[1]) else { return nil }
            self = .script(script)
        case (_, _): return nil
        }
    }

    func holds(for scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .category(let mask): mask & UnicodeCategory.bit(of: scalar.properties.generalCategory) != 0
        case .script(let script): script.contains(scalar.value)
        case .binary(let property): property.holds(for: scalar)
        }
    }
}
