import Hummingbird
import Logging
import NIOCore

extension Problem {
    /// The one place where errors meet HTTP. `log` knows the request and its caller; it is told of what is our own fault.
    init(for error: any Error, log: Logger) {
        switch error {
        case let problem as Problem:
            if let cause = problem.cause {
                let level: Logger.Level = problem.status.code == 500 ? .error : .warning
                log.log(level: level, "request failed", metadata: ["cause": .string(cause)])
            }
            self = problem
        case is NIOTooManyBytesError: self = .bodyTooLarge(RequestBodyLimit.bytes)
        case let error as HTTPError where error.status == .notFound:
            self.init(.notFound, "no_such_route", "There is nothing at this path.")
        case let error as any HTTPResponseError:
            self.init(error.status, "http_error", error.status.reasonPhrase)
        case is CancellationError:
            self.init(.serviceUnavailable, "cancelled", "The request was given up before it was answered.")
        default:
            // The error's type alone: its description may hold what must not be logged.
            log.error("unexpected error", metadata: ["type": .string("\(type(of: error))")])
            self = .internalError
        }
    }
}
