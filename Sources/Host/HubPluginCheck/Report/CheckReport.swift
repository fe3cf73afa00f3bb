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

    /// The command that does the same again.
    package var reproduction: String { command(options.only) }

    package func command(_ ids: [String]) -> String {
        (["agenthub"] + options.arguments(only: ids)).map(Self.quoted).joined(separator: " ")
    }

    package var json: JSONValue {
        [
            "format": .int(Self.format), "passed": .bool(isPassed), "file": .string(options.file),
            "seed": .string(String(options.seed)), "rounds": .int(options.rounds),
            "plugin": plugin?.json ?? .null, "checks": .array(results.map(\.json)),
            "reproduce": .string(reproduction),
        ]
    }

    /// As a shell reads it.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case _: "-_./=:,@+".utf8.contains(byte)
            }
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
