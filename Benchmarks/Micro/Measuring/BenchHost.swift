import HubCore
import HubEgress
import HubPlugins
import Logging

/// A plugin host as a server has it, for one measurement: tools may call loopback.
struct BenchHost: Sendable {
    let plugins: PluginHost
    private let egress: EgressClient

    /// Loads the plugins of a folder, all of which must load. It blocks its thread for as long as they take to start.
    init(plugins folder: String, configure: (inout PluginHostConfiguration) -> Void = { _ in }) throws {
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        var configuration = PluginHostConfiguration(directory: folder, hostVersion: "bench")
        configure(&configuration)
        egress = EgressClient(
            policy: EgressPolicy(allowing: ["127.0.0.0/8"].compactMap(EgressAllowance.init)), logger: logger)
        plugins = PluginHost(
            configuration: configuration, egress: egress, store: MemoryKeyValueStore(), logger: logger)
        for report in plugins.load() where !report.isLoaded { throw BenchFailure("\(report)") }
    }

    /// Whoever asks: a user of a tenant's.
    static func caller(_ tenant: String) throws -> Caller {
        guard let id = TenantID(tenant), let user = UserID("bench") else { throw BenchFailure("\(tenant) is no id") }
        return Caller(scope: TenantScope(tenant: id), user: user, roles: [.user], token: Secret(""))
    }

    /// The tool's result; a tool that fails ends the benchmark.
    func result(of invocation: ToolInvocation) async throws -> JSONValue {
        switch await plugins.invoke(invocation) {
        case .success(let value): return value
        case .failure(let failure): throw BenchFailure("\(invocation.tool.name): \(failure.message)")
        }
    }

    func shutdown() async {
        await plugins.shutdown()
        await egress.shutdown()
    }
}

/// Why nothing was measured.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
