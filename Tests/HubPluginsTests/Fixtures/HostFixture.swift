import Foundation
import HubCore
import HubEgress
import Support
import Testing

@testable import HubPlugins

/// A plugin host on a directory of its own, with the plugins that a test puts there.
final class HostFixture: Sendable {
    struct File: Sendable {
        let source: String
        let language: PluginCompiler.Language
        let name: String
        let flags: [String]

        /// `Plugins/<source>.c`, compiled with the flags, under a name of its own.
        static func plugin(
            _ source: String, in language: PluginCompiler.Language = .c, as name: String? = nil, _ flags: String...
        ) -> File {
            File(source: source, language: language, name: "\(name ?? source).so", flags: flags)
        }
    }

    let host: PluginHost
    let reports: [PluginLoadReport]
    let log: CapturedLog
    let directory: URL

    private init(host: PluginHost, reports: [PluginLoadReport], log: CapturedLog, directory: URL) {
        self.host = host
        self.reports = reports
        self.log = log
        self.directory = directory
    }

    /// Loads the plugins, runs the test, and shuts the host down.
    static func with(
        _ files: File..., hosting: Hosting = .usual, texts: [String: String] = [:],
        store: any PluginKeyValueStore = MemoryKeyValueStore(),
        egress: [String] = [], except reserved: Set<Origin> = [],
        configure: (inout PluginHostConfiguration) -> Void = { _ in },
        _ test: (HostFixture) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "agenthub-host-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for file in files {
            // A copy is a library of its own to the dynamic linker, with its own counters and gates.
            let library = try await PluginCompiler.standard.library(file.source, file.language, flags: file.flags)
            try FileManager.default.copyItem(at: library, to: directory.appending(path: file.name))
        }
        for (name, text) in texts {
            try Data(text.utf8).write(to: directory.appending(path: name))
        }
        var configuration = PluginHostConfiguration(directory: directory.path, hostVersion: "1.2.3")
        configuration.releaseFolder = directory.appending(path: "installed").path
        if hosting == .isolated { configuration.runner = BuildProducts.folder.appending(path: "PluginRunner").path }
        configure(&configuration)
        let log = CapturedLog()
        let client = EgressClient(
            policy: EgressPolicy(
                allowing: try egress.map { try #require(EgressAllowance($0)) },
                except: reserved.isEmpty ? nil : ReservedOrigins(reserved)), logger: log.logger)
        let host = PluginHost(configuration: configuration, egress: client, store: store, logger: log.logger)
        let reports = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: host.load()) }
        }
        let fixture = HostFixture(host: host, reports: reports, log: log, directory: directory)
        let result: Result<Void, any Error>
        do { result = .success(try await test(fixture)) } catch { result = .failure(error) }
        await host.shutdown()
        await client.shutdown()
        try result.get()
    }

    /// The test's side of a plugin of this host.
    func plugin(_ name: String) -> TestPlugin { TestPlugin(path: directory.appending(path: "\(name).so").path) }

    /// The line of a file's report.
    func line(_ file: String) -> String {
        reports.first { $0.file == file }.map { "\($0)" } ?? "no report on \(file)"
    }

    /// Calls a tool of the type, by the deadline of a test that fails when it is reached.
    func call(
        _ tool: Tool, _ arguments: JSONValue = [:], tenant: String = "acme", credential: String? = nil,
        roles: Set<Role> = [.user], within limit: Duration = .seconds(60), embedder: (any ToolEmbedder)? = nil
    ) async throws -> ToolOutcome {
        var invocation = try Self.invocation(
            tool, arguments, tenant: tenant, credential: credential, roles: roles, within: limit)
        invocation.embedder = embedder
        return await host.invoke(invocation)
    }

    static func invocation(
        _ tool: Tool, _ arguments: JSONValue = [:], tenant: String = "acme", credential: String? = nil,
        roles: Set<Role> = [.user], within limit: Duration = .seconds(60)
    ) throws -> ToolInvocation {
        let caller = Caller(
            scope: TenantScope(tenant: try #require(TenantID(tenant))), user: try #require(UserID("ann")),
            roles: roles, token: Secret("the-token"), logName: "user-1")
        return ToolInvocation(
            caller: caller, tool: tool, credential: credential.map { Secret($0) }, arguments: arguments,
            deadline: .after(limit), traceID: "trace-1", requestID: "request-1")
    }

    func statistics(_ plugin: String) throws -> PluginStatistics {
        try #require(host.statistics().first { $0.plugin == plugin })
    }

    /// The row's instance for the tenant that calls come from.
    func instance(of tool: Tool) -> PluginInstance? {
        TenantID("acme").flatMap { host.instance(of: tool, tenant: $0) }
    }

    /// Lines of the log that have the words.
    func lines(with words: String) -> [CapturedLog.Line] { log.lines.filter { $0.message.contains(words) } }
}

extension PluginHost {
    /// What is wrong with a row that nobody's system is asked about.
    func problems(with tool: Tool) async -> [FieldProblem] { await problems(with: tool, probe: nil) }
}

extension Tool {
    /// A row that serves a test.
    static func of(
        _ type: String, endpoint: String? = nil, config: JSONValue = [:],
        authorization: ToolAuthorization = .userJWT, version: Int = 1
    ) -> Tool {
        Tool(
            name: type.lowercased(), description: "A test's.", type: type, endpoint: endpoint,
            authorization: authorization, config: config, version: version)
    }
}

extension ToolOutcome {
    var value: JSONValue? { if case .success(let value) = self { value } else { nil } }
    var failure: ToolFailure? { if case .failure(let failure) = self { failure } else { nil } }
}
