import HTTPTypes
import HubCore
import Hummingbird
import Logging
import NIOCore

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
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let problem = Self.problem(for: error, request: request, logger: context.logger)
            response = problem.response(requestID: context.requestID)
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
        var metadata = context.logged.metadata
        metadata["method"] = .string(request.method.rawValue)
        metadata["route"] = .string(context.route ?? "-")
        metadata["status"] = .stringConvertible(response.status.code)
        metadata["ms"] = .stringConvertible(MonotonicTime.milliseconds(since: start))
        context.logger.info("request", metadata: metadata)
        return response
    }

    /// The one place where errors meet HTTP.
    private static func problem(for error: any Error, request: Request, logger: Logger) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case is NIOTooManyBytesError: return .bodyTooLarge
        case let error as HTTPError where error.status == .notFound:
            return Problem(.notFound, "no_such_route", "There is nothing at this path.")
        case let error as any HTTPResponseError:
            return Problem(error.status, "http_error", error.status.reasonPhrase)
        case is CancellationError:
            return Problem(.serviceUnavailable, "cancelled", "The request was given up before it was answered.")
        default:
            // The error's type alone: its description may hold what must not be logged.
            logger.error("unexpected error", metadata: ["type": .string("\(type(of: error))")])
            return .internalError
        }
    }
}
