import HubCore

/// A reply, or a problem, as a person reads it at a terminal.
struct ReplyText: CustomStringConvertible {
    private let reply: JSONValue

    init(_ reply: JSONValue) { self.reply = reply }

    var description: String {
        guard let text = reply["text"]?.stringValue else {
            return "\(reply["code"]?.stringValue ?? "error"): \(reply["detail"]?.stringValue ?? "no detail")"
        }
        var lines: [String] = []
        if let agent = reply["agent"]?.stringValue { lines.append("[\(agent)]") }
        lines.append(text)
        if let session = reply["session_id"]?.stringValue {
            let milliseconds = reply[JSONPointer(tokens: ["metadata", "latency_ms", "total"])]?.doubleValue ?? 0
            let dollars = reply[JSONPointer(tokens: ["metadata", "usage", "cost_usd"])]?.stringValue ?? "0"
            lines.append("— \(milliseconds.rounded()) ms, $\(dollars), session \(session)")
        }
        return lines.map(Self.printable).joined(separator: "\n")
    }

    /// Text from outside must not be able to draw on the terminal.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) ? "�" : $0
                }))
    }
}
