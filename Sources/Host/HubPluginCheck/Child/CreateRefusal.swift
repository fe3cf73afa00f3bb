import HubCore
import PluginABI

/// How create refused.
struct CreateRefusal: Error {
    let status: Int32
    /// nil for bytes at NULL.
    let reports: [[UInt8]?]
    let wasOutTouched: Bool

    /// What a person is told.
    var words: String {
        "create returns status \(status)" + (report?["message"]?.stringValue.map { ": \($0)" } ?? "")
    }

    private var report: JSONValue? { reports.first.flatMap { $0 }.flatMap { try? JSONValue(parsing: $0) } }

    /// What is wrong with the way in which it refused.
    func findings(_ type: String) -> [Finding] {
        var findings: [Finding] = []
        if wasOutTouched {
            findings.append(
                Finding("config-out", "create of \(type) sets *out and refuses; what refuses leaves it alone"))
        }
        if reports.count > 1 {
            findings.append(
                Finding("config-reports", "create of \(type) reports \(reports.count) times; once says why"))
        }
        if reports.isEmpty {
            findings.append(
                Finding("config-silent", "create of \(type) refuses and does not report why"))
        } else if report?["message"]?.stringValue?.isEmpty ?? true {
            findings.append(
                Finding(
                    "config-report",
                    "create of \(type) reports what is no {\"message\": \"...\", \"pointer\": \"/a/b\"}"))
        } else if let pointer = report?["pointer"], !pointer.isNull,
            pointer.stringValue.map({ JSONPointer($0) == nil }) ?? true
        {
            findings.append(
                Finding(
                    "config-pointer", "create of \(type) reports a pointer that is no JSON Pointer: \(pointer.text)"))
        }
        if !(1...15).contains(status) || status == ABIStatus.stale {
            findings.append(
                Finding("config-status", "create of \(type) returns status \(status), which plugins do not have"))
        }
        return findings
    }
}
