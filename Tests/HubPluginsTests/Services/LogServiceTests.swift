import HubCore
import Logging
import PluginABI
import Testing

@testable import HubPlugins

@Suite(.everyHosting) struct LogServiceTests {
    @Test func aPluginsLineHasItsCallAndNoControlCharacters() async throws {
        try await HostFixture.with(.plugin("misbehaving"), configure: { $0.logLinesPerSecond = 10 }) {
            fixture async throws in
            #expect(try await fixture.call(.of("MISBEHAVING"), ["do": "talk"]).value == true)
            let line = try #require(fixture.lines(with: "a line").first)
            #expect(line.message == "a line\\u{a}with a \\u{1b}[31mcolour")
            #expect(line.level == .warning)
            #expect(line.metadata["plugin"] == "test.misbehaving")
            #expect(line.metadata["tenant"] == "acme")
            #expect(line.metadata["tool"] == "misbehaving")
            #expect(line.metadata["trace_id"] == "trace-1")
            #expect(line.metadata["request_id"] == "request-1")
            #expect(line.metadata["user"] == "user-1")
            // Of ten thousand lines, those of the burst pass, and a few as time goes by.
            #expect(fixture.lines(with: "chatter").count < 1000)
        }
    }

    private func write(_ text: String, to service: LogService, at now: UInt64, level: Int32 = 2) {
        Array(text.utf8).withBorrowedBytes { service.write(level: level, message: $0, call: nil, now: now) }
    }

    @Test func linesOverTheRateAreDroppedAndCounted() {
        let log = CapturedLog()
        let service = LogService(plugin: "p", burst: 2, perSecond: 1, logger: log.logger)
        let start = MonotonicTime.now() + 1_000_000_000
        for _ in 0..<5 { write("x", to: service, at: start) }
        #expect(log.lines.count == 2)
        write("y", to: service, at: start + 1_100_000_000)
        #expect(log.lines.last?.message == "y")
        #expect(log.lines.last?.metadata["dropped"] == "3")
    }

    @Test func aLongLineIsCut() {
        let log = CapturedLog()
        let service = LogService(plugin: "p", burst: 2, perSecond: 1, logger: log.logger)
        write(String(repeating: "x", count: 5000), to: service, at: MonotonicTime.now())
        #expect(log.lines.first?.message == String(repeating: "x", count: 2048) + "…")
    }

    @Test func levelsAreTheABIs() {
        let log = CapturedLog()
        let service = LogService(plugin: "p", burst: 20, perSecond: 1, logger: log.logger)
        for level in Int32(0)...5 { write("x", to: service, at: MonotonicTime.now(), level: level) }
        #expect(log.lines.map(\.level) == [.trace, .debug, .info, .warning, .error, .error])
    }
}
