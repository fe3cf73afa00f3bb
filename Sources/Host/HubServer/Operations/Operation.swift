import HTTPTypes
import HubCore
import Hummingbird

/// One operation of the HTTP contract: what it takes, what it gives, how it refuses, and what answers it. The router,
/// the decoding of requests and the OpenAPI document are all made from it.
struct Operation<Context: RequestContext>: Sendable {
    typealias Handler = @Sendable (OperationCall<Context>) async throws -> Response
    typealias Presenter = @Sendable (OperationCall<Context>) -> TurnPresentation

    var description: OperationDescription
    let handler: Handler
    /// How its answer is sent, where it is a turn. A body that is wrong is the handler's to refuse.
    let present: Presenter

    init(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String,
        parameters: [ParameterDescription] = [], body: BodyShape? = nil, upload: MultipartShape? = nil,
        answers: [Answer], refusals: Set<Refusal> = [], isRepeatable: Bool = false, keepsAnswer: Bool = false,
        isTurn: Bool = false, errors: ProblemForm = .problem, bodyLimit: Int = RequestBodyLimit.bytes,
        present: @escaping Presenter = { _ in TurnPresentation() }, handler: @escaping Handler
    ) {
        description = OperationDescription(
            method: method, path: path, id: id, summary: summary, parameters: parameters, body: body,
            upload: upload, answers: answers, refusals: refusals, isRepeatable: isRepeatable,
            keepsAnswer: keepsAnswer || isTurn, isTurn: isTurn, errors: errors, bodyLimit: bodyLimit)
        self.present = present
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
    /// What a body of files looks like, where that is what it takes.
    var upload: MultipartShape?
    let answers: [Answer]
    /// Beyond those that every operation of its group has.
    var refusals: Set<Refusal>
    /// Whether it takes an `Idempotency-Key`.
    var isRepeatable = false
    /// Whether its own transaction keeps its answer under the key.
    var keepsAnswer = false
    /// Whether it is a turn, which counts against the limits.
    var isTurn = false
    /// How its refusals are told; what goes wrong before it is known goes by the path.
    var errors = ProblemForm.problem
    /// Bytes.
    var bodyLimit = RequestBodyLimit.bytes
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
