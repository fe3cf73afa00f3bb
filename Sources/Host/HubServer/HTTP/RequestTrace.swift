import HTTPTypes
import HubCore

/// A request's id: a trace id as W3C Trace Context writes it (https://www.w3.org/TR/trace-context/#trace-id).
enum RequestTrace {
    private static let traceparent = HTTPField.Name("traceparent")

    /// The caller's own trace id where its `traceparent` is well formed, else a new one.
    static func identifier(from headers: HTTPFields) -> String {
        if let name = traceparent, let header = headers[name], let id = traceID(in: header) { return id }
        var generator = SystemRandomNumberGenerator()
        return hexadecimal(generator.next()) + hexadecimal(generator.next())
    }

    /// `version-traceid-parentid-flags`, all lower-case hexadecimal; an id of zeros alone is invalid.
    private static func traceID(in header: String) -> String? {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", parts[1].utf8.count == 32,
            parts[2].utf8.count == 16, parts[1].utf8.allSatisfy(isHexadecimal),
            parts[1].utf8.contains(where: { $0 != 0x30 })
        else { return nil }
        return String(parts[1])
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
