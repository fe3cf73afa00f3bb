/// One name with its series.
protocol MetricFamily: Sendable {
    var name: MetricName { get }
    func write(to text: inout String)
}

struct MetricName: Sendable {
    let name: String
    let help: String
    let labels: [String]

    init(_ name: String, _ help: String, _ labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
    }

    func writeHead(type: String, to text: inout String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// `suffix` follows the name; `extra` is a last label.
    func writeSample(
        _ values: [String], suffix: String = "", extra: (name: String, value: String)? = nil, value: String,
        to text: inout String
    ) {
        text += name
        text += suffix
        var pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1))\"" }
        if let extra { pairs.append("\(extra.name)=\"\(extra.value)\"") }
        if !pairs.isEmpty { text += "{" + pairs.joined(separator: ",") + "}" }
        text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) else { return value }
        return value.reduce(into: "") { text, character in
            switch character {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case _: text.append(character)
            }
        }
    }

    /// A whole number without a fraction, as counters read best.
    static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

/// A family whose values other parts keep.
struct ReadFamily: MetricFamily {
    let name: MetricName
    private let type: String
    private let read: @Sendable () -> [(labels: [String], value: Double)]

    init(_ name: MetricName, type: String, read: @escaping @Sendable () -> [(labels: [String], value: Double)]) {
        self.name = name
        self.type = type
        self.read = read
    }

    func write(to text: inout String) {
        name.writeHead(type: type, to: &text)
        for sample in read() { name.writeSample(sample.labels, value: MetricName.text(sample.value), to: &text) }
    }
}
