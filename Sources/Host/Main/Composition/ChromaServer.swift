import HubCore
import HubEgress
import HubServer

/// The operator's Chroma server, where the tenants' documents are searched.
struct ChromaServer {
    /// Without a slash at its end.
    let url: String
    let origin: Origin

    /// nil for what is no http or https URL.
    init?(_ text: String) {
        guard let origin = Origin(url: text) else { return nil }
        self.origin = origin
        url = String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// Without it searches fail and uploads wait; everything else works.
    func health(_ egress: EgressClient) -> HealthCheck {
        HealthCheck(name: "chroma", isRequired: false) {
            do throws(EgressError) {
                let response = try await egress.send(
                    EgressRequest(
                        url: url + "/api/v2/heartbeat", deadline: .after(.milliseconds(1500)),
                        maximumResponseBytes: 4096))
                return response.status == 200 ? .ok : .degraded("refuses; searches of documents fail, uploads wait")
            } catch {
                return .down("does not answer; searches of documents fail, uploads wait")
            }
        }
    }
}
