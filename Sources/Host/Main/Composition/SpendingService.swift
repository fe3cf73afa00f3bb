import HubEngine
import Logging
import ServiceLifecycle

/// Looks every few seconds whether what tenants spent has reached their thresholds, and longer apart where looking takes
/// long, so that it never takes more than a small part of a database's time.
struct SpendingService: Service {
    let watch: SpendWatch
    let logger: Logger

    private static let pause = Duration.seconds(5)
    /// Times what a look took.
    private static let rest = 20

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var wasFailing = false
            while !Task.isCancelled {
                let start = ContinuousClock.now
                do {
                    try await watch.check()
                    wasFailing = false
                } catch {
                    if !wasFailing, !Task.isCancelled {
                        logger.warning("spending not looked at", metadata: ["error": "\(error)"])
                    }
                    wasFailing = true
                }
                let pause = max(Self.pause, (ContinuousClock.now - start) * Self.rest)
                do { try await Task.sleep(for: pause) } catch { return }
            }
        }
    }
}
