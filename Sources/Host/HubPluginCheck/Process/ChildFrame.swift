import HubCore

/// What a child says to its parent: a line of JSON.
enum ChildFrame: Sendable {
    /// What it does from now on; when nothing comes after, that is what the plugin crashed or hung in.
    case at(String)
    case finding(Finding)
    case plugin(PluginFacts)
    case skipped(String)
    /// Bytes that were lent to the plugin were touched when they were not its any more, and the process dies of it.
    case fault(loan: String, how: String)
    /// The check is done.
    case end

    /// What is longer is cut: a line that is written at once is not torn by another thread's.
    static let maximumBytes = 4000

    init?(_ line: some Sequence<UInt8>) {
        guard let json = try? JSONValue(parsing: Array(line)) else { return nil }
        if let text = json["at"]?.stringValue {
            self = .at(text)
        } else if let value = json["finding"], let finding = Finding(value) {
            self = .finding(finding)
        } else if let value = json["plugin"], let facts = PluginFacts(value) {
            self = .plugin(facts)
        } else if let reason = json["skipped"]?.stringValue {
            self = .skipped(reason)
        } else if let loan = json["fault"]?.stringValue, let how = json["how"]?.stringValue {
            self = .fault(loan: loan, how: how)
        } else if json["end"] != nil {
            self = .end
        } else {
            return nil
        }
    }

    var bytes: [UInt8] {
        let json: JSONValue =
            switch self {
            case .at(let text): ["at": .string(Self.cut(text, to: 1200))]
            case .finding(let finding): ["finding": Self.cut(finding).json]
            case .plugin(let facts): ["plugin": facts.json]
            case .skipped(let reason): ["skipped": .string(Self.cut(reason, to: 1200))]
            case .fault(let loan, let how): ["fault": .string(loan), "how": .string(how)]
            case .end: ["end": true]
            }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// Escaping may make six bytes of one.
    static func cut(_ text: String, to bytes: Int) -> String {
        var result = ""
        var room = bytes
        for scalar in text.unicodeScalars {
            let cost = scalar.value < 0x20 ? 6 : scalar == "\"" || scalar == "\\" ? 2 : String(scalar).utf8.count
            room -= cost
            if room < 0 { return result + "…" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func cut(_ finding: Finding) -> Finding {
        var finding = finding
        finding.message = cut(finding.message, to: 1000)
        var details = JSONObject()
        for (name, value) in finding.details {
            let text = value.stringValue
            if let text {
                details[name] = .string(cut(text, to: 500))
            } else {
                details[name] = value.bytes.count > 500 ? .string(cut(value.text, to: 500)) : value
            }
        }
        finding.details = details
        return finding
    }
}
