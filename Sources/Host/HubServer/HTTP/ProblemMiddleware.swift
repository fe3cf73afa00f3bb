import HTTPTypes
import HubCore
import Hummingbird
import Logging

/// Gives the request its trace, turns every error into a problem, and writes one log line. Only measuring is outside of
/// it.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: HubContext, next: (Request, HubContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let start = MonotonicTime.now()
        context.trace = TraceContext(request.headers)
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        context.logger[metadataKey: "trace_id"] = .string(context.trace.traceID)
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            var log = context.logger
            for (key, value) in context.logged.metadata { log[metadataKey: key] = value }
            response = ProblemForm(path: request.uri.path).response(
                Problem(for: error, log: log), requestID: context.requestID)
        }
        if request.method == .head {
            // A body after the answer to HEAD would be read as the next answer; its length is what GET would send
            // (RFC 9110 §8.6).
            let length = response.headers[.contentLength]
            response.body = ResponseBody()
            response.headers[.contentLength] = length
        }
        response.headers[.requestID] = context.requestID
        response.headers[.traceparent] = context.trace.traceparent
        // A stream's line is written when it has ended, with what became of it.
        response.whenEnded { [context, status = response.status] in
            var metadata = context.logged.metadata
            metadata["method"] = .string(request.method.rawValue)
            metadata["route"] = .string(context.route ?? "-")
            metadata["status"] = .stringConvertible(status.code)
            metadata["ms"] = .stringConvertible(MonotonicTime.milliseconds(since: start))
            context.logger.info("request", metadata: metadata)
        }
        return response
    }
}
