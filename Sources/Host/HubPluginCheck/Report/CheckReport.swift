import HubCore

/// What all checks found.
package struct CheckReport: Sendable {
    /// Of this document's shape. Members are added; what is there keeps its meaning.
    private static let format = 1

    package var options: CheckOptions
    /// What the plugin says of itself; nil: it could not be asked.
    package var plugin: PluginFacts?
    package var results: [CheckResult]

    package var isPassed: Bool { !results.contains { $0.status == .fail } }

    /// The file is no library that can be loaded, so that nothing else can be checked.
    var isUnreadable: Bool {
        results.contains { result in result.findings.contains { ["file", "not-loadable"].contains($0.rule) } }
    }

    /// The command that does the same again.
    package var reproduction: String { command(options.only) }

    package func command(_ ids: [String]) -> String {
        (["agenthub"] + options.arguments(only: ids)).map(ShellWord.quoted).joined(separator: " ")
    }

    package var json: JSONValue {
        [
            "format": .int(Self.format), "passed": .bool(isPassed), "file": .string(options.file),
            "seed": .string(String(options.seed)), "rounds": .int(options.rounds),
            "plugin": plugin?.json ?? .null, "checks": .array(results.map(\.json)),
            "reproduce": .string(reproduction),
        ]
    }
}
