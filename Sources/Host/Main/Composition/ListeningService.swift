import NIOCore
import ServiceLifecycle

/// A server that says where it cannot listen, and what to do about it.
struct ListeningService<Server: Service>: Service {
    let server: Server
    let place: String
    let advice: String

    func run() async throws {
        do {
            try await server.run()
        } catch let error as IOError {
            throw StartError("cannot listen on \(place): \(error). \(advice)")
        }
    }
}
