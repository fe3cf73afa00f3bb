import HubCore
import PluginABI

/// The C side of the `embedding` service.
enum EmbeddingBridge {
    static var table: ah_host_embedding {
        ah_host_embedding(
            size: UInt32(MemoryLayout<ah_host_embedding>.size),
            describe: { host, call, json in
                guard let services = HostBridge.behind(host)?.services, let json else { return ABIStatus.invalidInput }
                guard let call = services.desk.call(call) else { return ABIStatus.stale }
                guard let space = call.keptEmbeddingSpace(services.names) else { return ABIStatus.unavailable }
                // SAFETY: the call keeps the bytes until it is over on both sides, as the ABI promises.
                json.pointee = ah_bytes(borrowing: space.bytes)
                return ABIStatus.ok
            },
            embed: { host, call, request, done, user in
                EmbeddingBridge.embed(host, call, request, done, PluginPointer(raw: user))
            })
    }

    private static func embed(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ request: ah_bytes, _ done: ah_done?, _ user: PluginPointer
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
        guard let bytes = request.copy(limit: EmbeddingServiceRequest.maximumBytes) else { return ABIStatus.tooLarge }
        return embed(services, call, bytes, deliver: ServiceDesk.delivery(to: done, user))
    }

    /// The service's one entrance, whichever way the plugin is reached. The request is within its limit.
    static func embed(
        _ services: HostBridge.Services, _ call: UInt64, _ bytes: [UInt8], deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        let asked: EmbeddingServiceRequest
        do throws(EmbeddingServiceRequest.Problem) {
            asked = try EmbeddingServiceRequest(bytes)
        } catch {
            switch error {
            case .tooLarge: return ABIStatus.tooLarge
            case .malformed(let problem):
                services.desk.note(malformed: problem)
                return ABIStatus.invalidInput
            }
        }
        return services.desk.admit(call, done: deliver) { admitted in
            services.embedding.embed(asked, for: admitted)
        }
    }
}
