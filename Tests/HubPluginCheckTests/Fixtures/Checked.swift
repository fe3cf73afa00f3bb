import Foundation
import HubCore
import Support
import Testing

/// What `agenthub plugin check` says of a plugin.
struct Checked {
    let status: Int32
    let report: JSONValue

    /// Runs the program that was built beside the tests.
    init(_ library: URL, _ arguments: [String] = [], seed: UInt64 = 1) async throws {
        let words = ["plugin", "check", library.path, "--json", "--seed", String(seed)] + arguments
        let child = try ChildProcess(BuildProducts.folder.appending(path: "agenthub"), words)
        let (status, text) = try await child.read()
        self.status = status
        report = try JSONValue(parsing: text)
    }

    func check(_ id: String) -> JSONValue? {
        report["checks"]?.arrayValue?.first { $0["id"]?.stringValue == id }
    }

    /// Rules that a check found broken.
    func rules(_ id: String) -> Set<String> {
        Set((check(id)?["findings"]?.arrayValue ?? []).compactMap { $0["rule"]?.stringValue })
    }

    /// The words of the first finding of that rule.
    func message(_ id: String, _ rule: String) -> String? {
        check(id)?["findings"]?.arrayValue?.first { $0["rule"]?.stringValue == rule }?["message"]?.stringValue
    }

    /// Checks that failed.
    var failed: [String] { ids("fail") }
    /// Checks that were not done.
    var skipped: [String] { ids("skip") }

    private func ids(_ status: String) -> [String] {
        (report["checks"]?.arrayValue ?? []).filter { $0["status"]?.stringValue == status }
            .compactMap { $0["id"]?.stringValue }
    }
}
