import Foundation
import Logging

/// Lines for people at a terminal.
struct TextLogHandler: LogHandler {
    let label: String
    let write: @Sendable (String) -> Void
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let time = Date().formatted(Date.ISO8601FormatStyle().time(includingFractionalSeconds: false))
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let details = all.filter { $0.key != "hb.request.id" }.sorted { $0.key < $1.key }
            .map { " \($0.key)=\(Self.oneLine("\($0.value)"))" }.joined()
        write("\(time) \(event.level.rawValue.uppercased()) \(Self.oneLine("\(event.message)"))\(details)")
    }

    /// Text from outside must not be able to draw on the terminal.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "�" : $0 }))
    }
}
