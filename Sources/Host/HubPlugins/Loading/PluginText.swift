import Glibc

/// A plugin's strings, read with care: bounded, UTF-8.
enum PluginText {
    /// The string behind a pointer: no more of it than shows that it is longer than the limit.
    static func read(_ pointer: UnsafePointer<CChar>?, limit: Int) -> DescribedText {
        guard let pointer else { return DescribedText(bytes: nil) }
        let length = strnlen(pointer, limit + 1)
        // SAFETY: `length` bytes before the first NUL of an immortal string of the plugin's.
        return DescribedText(bytes: Array(UnsafeRawBufferPointer(start: pointer, count: length)))
    }

    static func required(_ text: DescribedText, _ name: String, limit: Int) throws(PluginRefusal) -> String {
        guard let text = try optional(text, name, limit: limit) else { throw PluginRefusal("has NULL as \(name)") }
        guard !text.isEmpty else { throw PluginRefusal("has nothing as \(name)") }
        return text
    }

    /// nil for NULL.
    static func optional(_ text: DescribedText, _ name: String, limit: Int) throws(PluginRefusal) -> String? {
        guard let bytes = text.bytes else { return nil }
        guard bytes.count <= limit else { throw PluginRefusal("has more than \(limit) bytes as \(name)") }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
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
