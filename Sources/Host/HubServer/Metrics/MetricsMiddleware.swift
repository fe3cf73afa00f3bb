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
        @Sendable func end(_ status: HTTPResponse.Status?) {
            metrics.end(
                request.method, route: context.route, status: status,
                milliseconds: MonotonicTime.milliseconds(since: start))
        }
        do {
            var response = try await next(request, context)
            response.whenEnded { [status = response.status] in end(status) }
            return response
        } catch {
            end(nil)
            throw error
        }
    }
}

extension RequestContext {
    /// The template of the request's path; nil where none of ours fitted.
    var route: String? { endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } }
}
