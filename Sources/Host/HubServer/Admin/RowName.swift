import HubCore

/// The form of agents' and tools' names: what every model provider accepts as the name of a function.
enum RowName {
    static let rule = "1 to 64 letters, digits, \"_\" or \"-\", the first a letter or \"_\""

    static let field = Field<String>.parsed(
        "name", "Its name, unique among its owner's.", pattern: "^[A-Za-z_][A-Za-z0-9_-]{0,63}$", rule: rule,
        parse: { isValid($0) ? $0 : nil })

    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 64, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}
