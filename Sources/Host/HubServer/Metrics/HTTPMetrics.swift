import HTTPTypes
import HubMetrics
import Hummingbird
import Synchronization

/// What the HTTP door measures. Made once a registry.
package final class HTTPMetrics: Sendable {
    private final class InFlight: Sendable {
        let count = Atomic<Int>(0)
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    private let seconds: HistogramFamily
    private let refusedTokens: CounterFamily
    private let streams: CounterFamily
    private let inFlight = InFlight()

    package init(_ registry: MetricsRegistry) {
        seconds = registry.histogram(
            "agenthub_http_request_seconds",
            "Time from a request's head to its answer's head; of a stream, to its end.",
            labels: ["route", "method", "status"], limit: 1000)
        refusedTokens = registry.counter(
            "agenthub_http_refused_tokens_total", "Requests refused for want of a good token.", labels: ["reason"])
        streams = registry.counter(
            "agenthub_http_streams_total", "Streams that had begun, by how they ended.", labels: ["outcome"])
        registry.gauge("agenthub_http_requests_in_flight", "Requests that are being answered.") { [inFlight] in
            Double(inFlight.count.load(ordering: .relaxed))
        }
        // Every reason and outcome is there from the start.
        for reason in TokenRefusal.allCases { _ = refusedTokens.labelled(reason.rawValue) }
        for kind in StreamOutcome.Kind.allCases { _ = streams.labelled(kind.rawValue) }
    }

    func begin() { inFlight.count.wrappingAdd(1, ordering: .relaxed) }

    /// `route` is a template of the router's, nil where none fitted.
    func end(_ method: HTTPRequest.Method, route: String?, status: HTTPResponse.Status?, milliseconds: Double) {
        inFlight.count.wrappingSubtract(1, ordering: .relaxed)
        seconds.labelled(
            route ?? "none", Self.methods.contains(method) ? method.rawValue : "other",
            status.map { "\($0.code / 100)xx" } ?? "none"
        ).observe(milliseconds: milliseconds)
    }

    func streamed(_ kind: StreamOutcome.Kind) { streams.labelled(kind.rawValue).add() }

    func refused(_ reason: TokenRefusal) { refusedTokens.labelled(reason.rawValue).add() }
}
