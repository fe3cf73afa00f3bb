import Logging
import Synchronization

/// Keeps the metadata of a logger's lines.
final class LogMetadata: Sendable {
    private let kept = Mutex<[[String: String]]>([])

    var lines: [[String: String]] { kept.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogMetadata
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
            lines.kept.withLock { $0.append(line) }
        }
    }
}
