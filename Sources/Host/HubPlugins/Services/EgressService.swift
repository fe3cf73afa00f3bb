import HubCore
import HubEgress

/// The ABI's `egress` service: what a plugin's own sockets may connect to, under the policy of its HTTP requests.
struct EgressService: Sendable {
    static let maximumName = 255

    let egress: EgressClient

    func resolve(_ name: String, port: UInt16, for admitted: AdmittedRequest) {
        let request = admitted.request
        let deadline = admitted.call.deadline
        // A plugin's thread begins this and does not wait; the request bounds and ends it.
        let task = Task { [egress] in
            do throws(EgressError) {
                let addresses = try await egress.resolve(name, port: port, by: deadline)
                let document: JSONValue = ["addresses": .strings(addresses)]
                request.finish(ServiceReply(status: ABIStatus.ok, body: document.bytes))
            } catch {
                request.finish(.failure(error))
            }
        }
        request.whenCancelled { task.cancel() }
    }
}
