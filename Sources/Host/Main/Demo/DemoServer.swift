import HubEgress
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The demo ERP, serving on loopback for as long as the hub does.
struct DemoServer {
    private static let host = "127.0.0.1"
    /// Where it can be had, so that rows that name it live on. Another one when it is taken.
    private static let usualPort = 8180

    let port: Int
    let allowance: EgressAllowance

    var url: String { "http://\(Self.host):\(port)" }

    /// Serves the ERP while `body` runs, which gets its address, and ends it afterwards.
    static func serve(logger: Logger, _ body: (DemoServer) async throws -> Void) async throws {
        var last: (any Error)?
        for port in [usualPort, 0] {
            let (ports, running) = AsyncStream.makeStream(of: Int.self)
            let application = Application(
                router: DemoERP.router(),
                configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: "DemoERP"),
                onServerRunning: { running.yield($0.localAddress?.port ?? 0) }, logger: logger)
            let group = ServiceGroup(services: [application], logger: logger)
            let serving = Task {
                defer { running.finish() }
                try await group.run()
            }
            guard let bound = await ports.first(where: { _ in true }),
                let allowance = EgressAllowance("\(host):\(bound)")
            else {
                // It ended before it served: the port is taken.
                do { try await serving.value } catch { last = error }
                continue
            }
            do {
                try await body(DemoServer(port: bound, allowance: allowance))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            return try await serving.value
        }
        throw StartError("the demo ERP cannot listen on \(host): \(last.map { "\($0)" } ?? "no reason is known")")
    }
}
