import PluginSDK

/// Writes a value that the server gave as text into a result.
enum PostgreSQLValue {
    /// - Parameter value: As the server writes it with `DateStyle` ISO and `bytea_output` hex; nil for null.
    static func write(_ value: UnsafeRawBufferPointer?, _ kind: ResultColumn.Kind, to bytes: inout [UInt8]) {
        guard let value else { return bytes.append(contentsOf: "null".utf8) }
        switch kind {
        case .boolean: bytes.append(contentsOf: (value.first == UInt8(ascii: "t") ? "true" : "false").utf8)
        case .integer: bytes.append(contentsOf: value)
        case .number:
            // NaN, Infinity and -Infinity are no numbers to JSON.
            let isNumber = value.allSatisfy { $0 < UInt8(ascii: "A") || $0 == UInt8(ascii: "e") }
            if isNumber { bytes.append(contentsOf: value) } else { writeText(value, to: &bytes) }
        case .json:
            // json keeps the text it was given, which may have members that JSON readers disagree about.
            if let document = try? JSON(parsing: Array(value)) {
                bytes.append(contentsOf: document.bytes)
            } else {
                writeText(value, to: &bytes)
            }
        case .timestamp: bytes.append(contentsOf: JSON.string(timestamp(String(decoding: value, as: UTF8.self))).bytes)
        case .binary: bytes.append(contentsOf: JSON.string(Base64.text(ofHexadecimal: value.dropFirst(2))).bytes)
        case .date, .text: writeText(value, to: &bytes)
        }
    }

    private static func writeText(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: JSON.string(String(decoding: value, as: UTF8.self)).bytes)
    }

    /// `2026-01-31 10:00:00+00` → `2026-01-31T10:00:00Z`. What is no such date, as infinity, stays.
    private static func timestamp(_ text: String) -> String {
        guard let space = text.firstIndex(of: " "), !text.hasSuffix("BC") else { return text }
        let time = text[text.index(after: space)...]
        let zone = time.hasSuffix("+00") ? String(time.dropLast(3)) + "Z" : String(time)
        return text[..<space] + "T" + zone
    }
}
