import HTTPTypes
import HubCore
import Hummingbird

/// One operation of the HTTP contract: what it takes, what it gives, how it refuses, and what answers it. The router,
/// the decoding of requests and the OpenAPI document are all made from it.
struct Operation<Context: RequestContext>: Sendable {
    typealias Handler = @Sendable (OperationCall<Context>) async throws -> Response

    var description: OperationDescription
    let handler: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String,
        parameters: [ParameterDescription] = [], body: BodyShape? = nil, answers: [Answer], refusals: Set<Refusal> = [],
        isRepeatable: Bool = false, handler: @escaping Handler
    ) {
        description = OperationDescription(
            method: method, path: path, id: id, summary: summary, parameters: parameters, body: body, answers: answers,
            refusals: refusals, isRepeatable: isRepeatable)
        self.handler = handler
    }
}

/// An operation without what answers it.
struct OperationDescription: Sendable {
    let method: HTTPRequest.Method
    /// Relative to its group until a catalogue makes it whole: `agents/{id}`.
    var path: String
    /// Its `operationId`, its name for generated clients.
    let id: String
    let summary: String
    var parameters: [ParameterDescription]
    let body: BodyShape?
    let answers: [Answer]
    /// Beyond those that every operation of its group has.
    var refusals: Set<Refusal>
    /// Whether it takes an `Idempotency-Key`.
    let isRepeatable: Bool
    /// The group that it is listed under.
    var tag = ""
    var needsToken = true

    /// The names in the path's braces.
    var pathParameters: [String] {
        path.split(separator: "/").compactMap { part in
            part.first == "{" && part.last == "}" ? String(part.dropFirst().dropLast()) : nil
        }
    }
}

/// A way in which an operation may refuse.
enum Refusal: Int, Sendable, CaseIterable {
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case conflict = 409
    case preconditionFailed = 412
    case tooLarge = 413
    case unprocessable = 422
    case tooManyRequests = 429
    case unavailable = 503

    var text: String {
        switch self {
        case .badRequest: "The body is not JSON in UTF-8."
        case .unauthorized: "The token is missing, expired, revoked or invalid."
        case .forbidden: "The path's tenant, or the role that is needed, is not the caller's."
        case .notFound: "There is no such row, or it is not the caller's."
        case .conflict: "The state of things does not allow it; `code` says which."
        case .preconditionFailed: "The row was changed since the version that If-Match names."
        case .tooLarge: "The body is too large."
        case .unprocessable: "Something in the content is wrong; `errors` names each field."
        case .tooManyRequests: "A limit is used up; Retry-After says until when."
        case .unavailable: "Something that is needed does not answer, or too much waits; Retry-After says when to try."
        }
    }
}
