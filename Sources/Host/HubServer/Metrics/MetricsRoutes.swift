import HTTPTypes
import HubCore
import HubMetrics
import Hummingbird
import NIOCore

/// Who may read `GET /metrics` of the main address.
package enum MetricsAccess: Sendable {
    case everybody
    case platformAdmins
    /// It is not there: another address has it.
    case elsewhere
}

/// `GET /metrics`, for Prometheus.
package struct MetricsRoutes: Sendable {
    private let registry: MetricsRegistry

    package init(_ registry: MetricsRegistry) { self.registry = registry }

    /// A router of its own, for an address of its own: without tokens.
    package var router: Router<HubContext> {
        let router = Router(context: HubContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        var catalog: [OperationDescription] = []
        let operation = operation(HubContext.self) { _ in }
        router.on("metrics", method: .get) { request, context in
            try await operation.handler(OperationCall(request, context, operation.description))
        }
        catalog.append(operation.description)
        catalog[0].path = "/metrics"
        router.add(middleware: MethodTable(catalog))
        return router
    }

    func operation<Context: RequestContext>(
        _ context: Context.Type, check: @escaping @Sendable (Context) throws -> Void
    ) -> Operation<Context> {
        Operation(
            .get, "metrics", id: "scrapeMetrics", "Prometheus' metrics of this process.",
            answers: [.ok(Self.text, "The text format, version 0.0.4.")]
        ) { call in
            try check(call.context)
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.exposition())))
        }
    }

    private static let text = AnswerShape(
        "MetricsText", ["type": "string"], mediaType: "text/plain",
        example:
            "# HELP agenthub_http_requests_in_flight Requests that are being answered.\n# TYPE agenthub_http_requests_in_flight gauge\nagenthub_http_requests_in_flight 1\n"
    )
}
