import HubCore

extension CheckReport {
    /// A line for each check, what it found below it, and the command that does it again.
    package var text: String {
        var lines = [heading]
        var told: [String: String] = [:]
        for result in results {
            lines.append(line(of: result))
            for finding in result.findings {
                // A plugin that does something wrong does it in many checks; it is told in full where it was found first.
                let key = finding.rule + finding.message
                if let first = told[key] {
                    let line = "       \(finding.rule): as in \(first)"
                    if first != result.id, lines.last != line { lines.append(line) }
                } else {
                    told[key] = result.id
                    lines += Self.lines(of: finding)
                }
            }
        }
        return (lines + closing).joined(separator: "\n") + "\n"
    }

    private var heading: String {
        guard let plugin else { return options.file }
        return "\(options.file): \(plugin.id) \(plugin.version), \(plugin.types.joined(separator: ", "))"
    }

    private func line(of result: CheckResult) -> String {
        let mark =
            switch result.status {
            case .pass: result.findings.isEmpty ? "pass" : "warn"
            case .fail: "FAIL"
            case .skip: "skip"
            }
        let name = result.id + String(repeating: " ", count: max(0, 20 - result.id.utf8.count))
        return "\(mark)  \(name)  \(result.status == .skip ? result.skipped ?? "" : result.promise)"
    }

    private static func lines(of finding: Finding) -> [String] {
        let word = finding.severity == .warning ? " (warning)" : ""
        var lines = ["       \(finding.rule)\(word): \(finding.message)"]
        for (name, value) in finding.details {
            lines.append("         \(name): \(value.stringValue ?? String(value.text.prefix(400)))")
        }
        return lines
    }

    private var closing: [String] {
        let (failed, skipped) = (results.count { $0.status == .fail }, results.count { $0.status == .skip })
        let passed = results.count - failed - skipped
        var lines = ["", "\(passed) passed, \(failed) failed, \(skipped) skipped; seed \(options.seed)"]
        if isUnreadable {
            lines.append("Nothing else was checked: it takes a library that can be loaded.")
        } else if failed == 0 {
            lines.append("The same again: \(reproduction)")
        } else {
            lines.append("What failed again: \(command(results.filter { $0.status == .fail }.map(\.id)))")
        }
        return lines
    }
}
