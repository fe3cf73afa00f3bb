import Foundation
import HubCore
import Logging
import Synchronization
import Testing

@testable import agenthub

/// Lines as those who collect logs read them.
@Suite struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])

        var all: [String] { kept.withLock { $0 } }

        func append(_ line: String) { kept.withLock { $0.append(line) } }
    }

    private func written(_ log: (Logger) -> Void) throws -> JSONValue {
        let lines = Lines()
        log(
            Logger(label: "agenthub.http") { label in
                JSONLogHandler(label: label, write: lines.append, logLevel: .debug)
            })
        try #require(lines.all.count == 1)
        #expect(!lines.all[0].utf8.contains(UInt8(ascii: "\n")))
        return try JSONValue(parsing: Array(lines.all[0].utf8))
    }

    @Test func aLineSaysWhenHowGraveAndWhoseItIs() throws {
        let before = Date()
        let line = try written { logger in
            var logger = logger
            logger[metadataKey: "request_id"] = "00f067aa0ba902b7"
            logger[metadataKey: "trace_id"] = "4bf92f3577b34da6a3ce929d0e0e4736"
            logger[metadataKey: "tenant"] = "rival"
            logger[metadataKey: "hb.request.id"] = "7"
            logger.warning(
                "a \"line\"\nof two",
                metadata: [
                    "tenant": "acme", "user": "6ca13d52ca70", "status": .stringConvertible(503),
                    "ms": .stringConvertible(1.23456), "list": ["a", ["b": "c"]],
                ])
        }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let time = try style.parse(#require(line["time"]?.stringValue))
        #expect(time.timeIntervalSince(before) > -1 && time.timeIntervalSinceNow < 1)
        var members = try #require(line.objectValue)
        members["time"] = nil
        #expect(
            JSONValue.object(members) == [
                "level": "warning", "logger": "agenthub.http", "message": "a \"line\"\nof two", "tenant": "acme",
                "user": "6ca13d52ca70", "request_id": "00f067aa0ba902b7",
                "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "status": 503, "ms": 1.235, "list": ["a", ["b": "c"]],
            ])
    }

    @Test func aSecretIsMaskedBehindAnEscape() throws {
        let lines = Lines()
        var logger = Logger(label: "test") { label in
            JSONLogHandler(label: label, write: lines.append, logLevel: .debug)
        }
        logger[metadataKey: "error"] = "\teyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
        logger.info("line one\neyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl")
        let line = SecretRedaction.redact(try #require(lines.all.first))
        #expect(!line.contains("eyJ"), "\(line)")
        let json = try JSONValue(parsing: Array(line.utf8))
        #expect(json["message"] == "line one\n•••" && json["error"] == "\t•••")
    }
}
