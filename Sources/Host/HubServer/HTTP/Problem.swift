import HTTPTypes
import HubCore
import Hummingbird

/// An error as its client sees it: RFC 9457 problem details with a stable `code`. Holds no secret, token, SQL or stack.
package struct Problem: Error, Sendable {
    package let status: HTTPResponse.Status
    /// Stable, for programs: `invalid_token`, `session_busy`, …
    package let code: String
    /// For people: what was wrong and what was expected.
    package let detail: String
    /// The fields of the body that were wrong, if any.
    package let fields: [FieldProblem]
    package let headers: HTTPFields
    /// Whether it is certain that nothing was done. Of a request that may be repeated, only then another attempt is.
    package let leavesNothingBehind: Bool
    /// What the log says of where it comes from; never sent. Holds no more than errors' types and codes.
    private(set) var cause: String?

    /// Nothing was done when the client was wrong; of other refusals that must be said.
    package init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, fields: [FieldProblem] = [],
        headers: HTTPFields = [:], leavesNothingBehind: Bool? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields
        self.headers = headers
        self.leavesNothingBehind = leavesNothingBehind ?? (status.kind == .clientError)
    }

    /// Of what is wrong with a body so much is told: an answer that named every fault of a body of a hundred thousand
    /// would be many times as large as it.
    static let maximumFields = 20

    /// A body whose content is wrong: 422, naming each field, the first twenty of more.
    package static func invalid(_ fields: [FieldProblem]) -> Problem {
        let told = Array(fields.prefix(maximumFields))
        var sentences = told.map { "\($0.pointer.isEmpty ? "The body" : $0.pointer): \($0.message)" }
        if fields.count > told.count { sentences.append("There is more that is wrong.") }
        return Problem(.unprocessableContent, "invalid_body", sentences.joined(separator: " "), fields: told)
    }

    package static func invalid(_ pointer: String, _ message: String) -> Problem {
        invalid([FieldProblem(pointer: pointer, message: message)])
    }

    /// A row that is not there, or is not the caller's: the two look the same.
    package static func notFound(_ what: String) -> Problem {
        Problem(.notFound, "not_found", "There is no such \(what).")
    }

    /// Whatever the request did before stands.
    package static let storageUnavailable = Problem(
        .serviceUnavailable, "storage_unavailable", "The database does not answer now, or too much waits for it.",
        headers: [.retryAfter: "1"])

    /// The database had it, and then nothing was heard of it.
    package static let outcomeUnknown = Problem(
        .serviceUnavailable, "storage_unavailable",
        "The database did not say what became of it: it may be stored or not. Look before you ask again, or repeat it with its Idempotency-Key.",
        headers: [.retryAfter: "1"])

    static let internalError = Problem(
        .internalServerError, "internal", "Something went wrong on our side. The request id helps to find it.")

    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(.contentTooLarge, "body_too_large", "The body may have \(limit) bytes at the most.")
    }

    static let bodyTooSlow = Problem(
        .requestTimeout, "body_too_slow",
        "The body did not come whole within 30 seconds, and one more for each 64 KiB of an upload.",
        headers: [.connection: "close"])

    static let incompleteBody = Problem(.badRequest, "incomplete_body", "The body ended before it was whole.")

    static let unsupportedMediaType = Problem(
        .unsupportedMediaType, "unsupported_media_type", "The body must be JSON: Content-Type application/json.")

    static let contentType = "application/problem+json"

    /// The same, with something for the log.
    func caused(by cause: String) -> Problem {
        var problem = self
        problem.cause = cause
        return problem
    }

    /// As it is sent.
    func json(requestID: String) -> JSONValue {
        var members: JSONObject = [
            "type": .string("urn:agenthub:problem:\(code)"), "title": .string(status.reasonPhrase),
            "status": .int(status.code), "code": .string(code), "detail": .string(detail),
            "request_id": .string(requestID),
        ]
        if !fields.isEmpty {
            members["errors"] = .array(
                fields.map { ["pointer": .string($0.pointer), "message": .string($0.message)] })
        }
        return .object(members)
    }

    func response(requestID: String) -> Response {
        var response = Response.json(json(requestID: requestID), status: status)
        response.headers[.contentType] = Self.contentType
        for field in headers { response.headers.append(field) }
        return response
    }
}
