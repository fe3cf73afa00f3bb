import HubServer
import ServiceLifecycle

/// Keeps the state of the parts fresh until the shutdown.
struct HealthService: Service {
    let monitor: HealthMonitor

    func run() async throws {
        await cancelWhenGracefulShutdown { await monitor.run() }
    }
}
