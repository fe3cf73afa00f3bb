import Glibc

/// A plugin's strings, read with care: bounded, UTF-8.
enum PluginText {
    static func required(
        _ pointer: UnsafePointer<CChar>?, _ name: String, limit: Int
    ) throws(PluginRefusal) -> String {
        guard let text = try optional(pointer, name, limit: limit) else { throw PluginRefusal("has NULL as \(name)") }
        guard !text.isEmpty else { throw PluginRefusal("has nothing as \(name)") }
        return text
    }

    /// nil for NULL.
    static func optional(
        _ pointer: UnsafePointer<CChar>?, _ name: String, limit: Int
    ) throws(PluginRefusal) -> String? {
        guard let pointer else { return nil }
        let length = strnlen(pointer, limit + 1)
        guard length <= limit else { throw PluginRefusal("has more than \(limit) bytes as \(name)") }
        // SAFETY: `length` bytes before the first NUL of an immortal string of the plugin's.
        let bytes = UnsafeRawBufferPointer(start: pointer, count: length)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PluginRefusal("has no valid UTF-8 as \(name)")
        }
        return text
    }

    /// The text with what does not belong in a log's line escaped: control characters, line and paragraph separators
    /// and what turns the direction of writing.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        case _: false
        }
    }
}
