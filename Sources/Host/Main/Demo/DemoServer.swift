import HubEgress
import Hummingbird
import Logging
import ServiceLifecycle

/// The demo ERP's place on loopback.
struct DemoServer {
    private static let host = "127.0.0.1"

    let port: Int
    let allowance: EgressAllowance

    var url: String { "http://\(Self.host):\(port)" }

    /// Chooses a free port near 8180, never the hub's own.
    static func prepare(avoiding taken: Int) throws -> DemoServer {
        guard let first = FreePort.first(from: 8180, host: host),
            let port = first == taken ? FreePort.first(from: first + 1, host: host) : first,
            let allowance = EgressAllowance("\(host):\(port)")
        else { throw StartError("no port from 8180 on is free for the demo ERP.") }
        return DemoServer(port: port, allowance: allowance)
    }

    func application(logger: Logger) -> some Service {
        Application(
            router: DemoERP.router(),
            configuration: ApplicationConfiguration(address: .hostname(Self.host, port: port), serverName: "DemoERP"),
            logger: logger)
    }
}
