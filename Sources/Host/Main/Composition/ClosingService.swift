import ServiceLifecycle

/// Does nothing until the group shuts down, then closes what the services after it in the group have used.
struct ClosingService: Service {
    private let close: @Sendable () async -> Void

    init(_ close: @escaping @Sendable () async -> Void) { self.close = close }

    func run() async throws {
        try await gracefulShutdown()
        await close()
    }
}
