import HubCore
import HubPlugins

/// `hub-bench isolation PLUGINS RUNNER`: what a call costs when the plugin runs in the host's process, and when it runs in one of
/// its own. The folder has the plugin that echoes.
struct IsolationBench {
    private struct Load {
        let name: String
        let bytes: Int
        let callers: Int
        let calls: Int
    }

    private static let loads = [
        Load(name: "1 KB", bytes: 1000, callers: 1, calls: 10_000),
        Load(name: "100 KB", bytes: 100_000, callers: 1, calls: 1000),
        Load(name: "1 KB", bytes: 1000, callers: 8, calls: 20_000),
        Load(name: "1 KB", bytes: 1000, callers: 64, calls: 20_000),
    ]
    private static let rounds = 5

    private let plugins: String
    private let runner: String

    init?(_ arguments: [String]) {
        guard arguments.count == 2 else { return nil }
        (plugins, runner) = (arguments[0], arguments[1])
    }

    func run() async throws {
        let here = try BenchHost(plugins: plugins)
        let apart = try BenchHost(plugins: plugins) { $0.runner = runner }
        Table.head(
            "payload", "callers", "the plugin runs", "calls/s", "p50 µs", "p95 µs", "p99 µs", "host CPU µs a call")
        for load in Self.loads {
            var measured: [[Latencies]] = [[], []]
            // In turn, so that what else the machine does meets both.
            for round in 0...Self.rounds {
                for (index, host) in [here, apart].enumerated() {
                    let latencies = try await Self.measure(host, load)
                    // The first warms up.
                    if round > 0 { measured[index].append(latencies) }
                }
            }
            for (where_, latencies) in zip(["in the host", "apart"], measured) {
                func median(_ value: (Latencies) -> Double) -> Double { latencies.map(value).median }
                Table.row(
                    [load.name, String(load.callers), where_, median(\.rate).written(0)]
                        + [0.5, 0.95, 0.99].map { share in median { 1000 * $0.percentile(share) }.written(1) }
                        + [median { 1000 * $0.cpu }.written(1)])
            }
        }
        await here.shutdown()
        await apart.shutdown()
    }

    private static func measure(_ host: BenchHost, _ load: Load) async throws -> Latencies {
        let tool = Tool(name: "echo", description: "", type: "BENCH_ECHO")
        let invocation = ToolInvocation(
            caller: try BenchHost.caller("bench"), tool: tool,
            arguments: ["text": .string(String(repeating: "x", count: load.bytes))], deadline: .after(.seconds(600)),
            traceID: "")
        return try await Latencies.measure(atOnce: load.callers, seconds: 0, minimum: load.calls) { _ in
            _ = try await host.result(of: invocation)
        }
    }
}
