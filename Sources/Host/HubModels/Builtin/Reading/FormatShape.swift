/// The outward form of the formats that a schema names and does not check.
enum FormatShape {
    static func fits(_ text: String, format: String?) -> Bool {
        let bytes = Array(text.utf8)
        switch format {
        case "email":
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
        case "uuid":
            return bytes.count == 36
                && bytes.enumerated().allSatisfy { position, byte in
                    [8, 13, 18, 23].contains(position) ? byte == 0x2D : byte.isASCIIHexDigit
                }
        case "ipv4":
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        case "time": return bytes.count >= 4 && bytes.contains(0x3A) && bytes[0].isASCIIDigit
        default: return true
        }
    }
}
