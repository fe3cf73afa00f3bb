import HubCore
import Hummingbird

/// In which words a problem is told: those of the contract that the path belongs to.
enum ProblemForm: Sendable {
    /// RFC 9457.
    case problem
    /// As OpenAI's API does.
    case openAI

    /// Of any path, those that are not there included.
    init(path: String) {
        let parts = path.split(separator: "/", maxSplits: 3)
        self = parts.count > 2 && parts[0] == "api" && parts[1] != "admin" && parts[2] == "v1" ? .openAI : .problem
    }

    /// The refusals as they are told in this form.
    func refusals(_ refusals: Set<Refusal>) -> Set<Refusal> {
        switch self {
        case .problem: refusals
        // OpenAI has one status for whatever is wrong with a body, and its clients know no other.
        case .openAI:
            refusals.contains(.unprocessable) ? refusals.subtracting([.unprocessable]).union([.badRequest]) : refusals
        }
    }

    func response(_ problem: Problem, requestID: String) -> Response {
        switch self {
        case .problem: problem.response(requestID: requestID)
        case .openAI: OpenAIError(problem).response
        }
    }
}
