import HTTPTypes
import HubCore
import Hummingbird

/// Measures every request, outside of what turns errors into answers.
struct MetricsMiddleware: RouterMiddleware {
    let metrics: HTTPMetrics

    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        let start = MonotonicTime.now()
        metrics.begin()
        var status: HTTPResponse.Status?
        defer {
            metrics.end(
                request.method, route: context.route, status: status,
                milliseconds: MonotonicTime.milliseconds(since: start))
        }
        let response = try await next(request, context)
        status = response.status
        return response
    }
}

extension RequestContext {
    /// The template of the request's path; nil where none of ours fitted.
    var route: String? { endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } }
}
