import Glibc
import HubCore
import HubEgress
import HubPlugins
import HubSchema
import Logging

/// `hub-bench micro FOLDER`: the small figures of the benchmark, with the plugins of the folder.
/// `hub-bench knowledge | sql | ocr | isolation | upgrade …`: what tools take inside the host; see `KnowledgeBench`, `SQLBench`,
/// `OCRBench`, `IsolationBench`, `UpgradeBench`.
/// `hub-bench port`: a free port of loopback.
@main
enum HubBench {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst(2))
        switch CommandLine.arguments.dropFirst().first {
        case "port" where arguments.isEmpty: print(freePort())
        case "micro" where arguments.count == 1:
            print("| what | median of 7 | unit |")
            print("|---|---|---|")
            try await border(plugins: arguments[0])
            try schema()
        case "knowledge":
            guard let bench = KnowledgeBench(arguments) else { return refuse() }
            try await bench.run()
        case "sql":
            guard let bench = SQLBench(arguments) else { return refuse() }
            try await bench.run()
        case "isolation":
            guard let bench = IsolationBench(arguments) else { return refuse() }
            try await bench.run()
        case "upgrade":
            guard let bench = UpgradeBench(arguments) else { return refuse() }
            try await bench.run()
        case "ocr":
            guard let bench = OCRBench(arguments) else { return refuse() }
            try await bench.run()
        case _: refuse()
        }
    }

    private static func refuse() {
        print(
            """
            usage: hub-bench micro PLUGINS | hub-bench port
                   hub-bench knowledge PLUGINS EMPTY_FOLDER CHUNKS SECONDS [CHROMA_URL]
                   hub-bench sql PLUGINS EMPTY_FOLDER HOST PORT DATABASE USER PASSWORD_FILE
                   hub-bench ocr PLUGINS PAGE TEXT
                   hub-bench isolation PLUGINS RUNNER
                   hub-bench upgrade PLUGINS RUNNER EMPTY_FOLDER NEW
            """)
        exit(2)
    }

    private static func row(_ what: String, _ unit: String, _ measure: () async throws -> Double) async rethrows {
        var values: [Double] = []
        for _ in 0..<7 { values.append(try await measure()) }
        let median = values.sorted()[3]
        print("| \(what) | \((median * 100).rounded() / 100) | \(unit) |")
    }

    // MARK: The border to a plugin

    private static func border(plugins: String) async throws {
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let egress = EgressClient(policy: EgressPolicy(allowing: []), logger: logger)
        let host = PluginHost(
            configuration: PluginHostConfiguration(directory: plugins, hostVersion: "bench"), egress: egress,
            store: MemoryKeyValueStore(), logger: logger)
        for report in host.load() where !report.isLoaded { print(report) }
        guard let tenant = TenantID("bench"), let user = UserID("bench") else { return }
        let caller = Caller(scope: TenantScope(tenant: tenant), user: user, roles: [.user], token: Secret(""))
        let tool = Tool(name: "echo", description: "", type: "BENCH_ECHO")
        let measurement = BorderMeasurement(
            host: host,
            invocation: ToolInvocation(
                caller: caller, tool: tool, arguments: ["sku": "SKU-12345"], deadline: .after(.seconds(600)),
                traceID: ""))
        try await row("ABI call, synchronous", "ns") { try await measurement.synchronous(rounds: 2_000_000) }
        try await row("ABI call, asynchronous, completed inline", "ns") {
            try await measurement.inline(rounds: 100_000)
        }
        try await row("ABI call, asynchronous, with the hop to a worker thread and back", "ns") {
            try await measurement.hop(rounds: 20_000)
        }
        await host.shutdown()
        await egress.shutdown()
    }

    // MARK: Schemas

    private static func schema() throws {
        let schema = try CompiledSchema([
            "type": "object",
            "properties": [
                "mst": ["type": "string", "pattern": "^[0-9]{10}$"], "from": ["type": "string", "maxLength": 10],
                "limit": ["type": "integer", "minimum": 1, "maximum": 100],
            ],
            "required": ["mst"], "additionalProperties": false,
        ])
        let instance: JSONValue = ["mst": "0104985841", "from": "2025-10-15", "limit": 20]
        var values: [Double] = []
        for _ in 0..<7 {
            let rounds = 200_000
            var accepted = 0
            let start = MonotonicTime.now()
            for _ in 0..<rounds where schema.accepts(instance) { accepted += 1 }
            values.append(Double(MonotonicTime.now() &- start) / Double(rounds) / 1000)
            precondition(accepted == rounds)
        }
        print(
            "| schema validation: three properties, one with a pattern | \((values.sorted()[3] * 1000).rounded() / 1000) | µs |"
        )
    }

    // MARK: Ports

    private static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: sockaddr_in starts with the fields of sockaddr, and the length is that of what is pointed to.
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, length)
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
