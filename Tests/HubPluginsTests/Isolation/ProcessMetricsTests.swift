import HubCore
import HubMetrics
import Support
import Testing

@testable import HubPlugins

/// What is exported of plugins' processes.
@Suite(.serialized) struct ProcessMetricsTests {
    /// The value of the line that begins so.
    private func value(_ name: String, in registry: MetricsRegistry) -> Double? {
        let line = registry.exposition().split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    @Test func memoryProcessorTimeCrashesAndRestartsOfEachPluginAreExported() async throws {
        try await CrashFixture.with(configure: { $0.grace = .milliseconds(50) }) { fixture async throws in
            let registry = MetricsRegistry()
            fixture.host.host.register(on: registry)
            _ = try await fixture.process()
            for plugin in ["test.crash", "test.again", "test.echo"] {
                let bytes = value("agenthub_plugin_process_resident_bytes{plugin=\"\(plugin)\"}", in: registry)
                #expect(try #require(bytes) > 100_000)
            }
            #expect(try await fixture.tell("abort").failure?.code == .crashed)
            _ = try await fixture.process()
            #expect(try await fixture.tell("spin", within: .seconds(1)).failure?.code == .deadline)
            try await yieldWhile { try fixture.crashes().count < 2 }
            _ = try await fixture.process()
            let plugin = "plugin=\"test.crash\""
            for reason in ["SIGABRT", "past_time"] {
                #expect(value("agenthub_plugin_crashes_total{\(plugin),reason=\"\(reason)\"}", in: registry) == 1)
            }
            #expect(value("agenthub_plugin_restarts_total{\(plugin)}", in: registry) == 2)
            let seconds = value("agenthub_plugin_process_cpu_seconds_total{\(plugin)}", in: registry)
            #expect(try #require(seconds) > 0)
        }
    }
}
