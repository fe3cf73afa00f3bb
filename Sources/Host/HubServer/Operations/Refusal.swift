import HTTPTypes
import HubCore

/// A way in which an operation may refuse.
enum Refusal: Int, Sendable, CaseIterable {
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case tooSlow = 408
    case conflict = 409
    case preconditionFailed = 412
    case tooLarge = 413
    case unsupportedMediaType = 415
    case unprocessable = 422
    case tooManyRequests = 429
    case internalError = 500
    case unavailable = 503

    var text: String {
        switch self {
        case .badRequest: "The body is not what its Content-Type says: JSON in UTF-8, or multipart/form-data."
        case .unauthorized: "The token is missing, expired, revoked or invalid."
        case .forbidden: "The path's tenant, or the role that is needed, is not the caller's."
        case .notFound: "There is no such row, or it is not the caller's."
        case .tooSlow:
            "The body did not come whole within 30 seconds, and one more for each 64 KiB of an upload; the connection is "
                + "closed."
        case .conflict: "The state of things does not allow it; `code` says which."
        case .preconditionFailed: "The row was changed since the version that If-Match names."
        case .tooLarge: "The body, or a file in it, is too large."
        case .unsupportedMediaType:
            "The Content-Type says that the body is something else than is described, or a file is of no kind that is "
                + "taken in."
        case .unprocessable: "Something in the content, the query or a header is wrong; `errors` names each field."
        case .tooManyRequests: "A limit is used up; Retry-After says until when."
        case .internalError: "Something went wrong on our side; `request_id` finds it in the logs."
        case .unavailable: "Something that is needed does not answer, or too much waits; Retry-After says when to try."
        }
    }

    /// One answer of its kind, as it is sent.
    var example: Problem {
        switch self {
        case .badRequest:
            Problem(.badRequest, "invalid_json", "The body must be a JSON object in UTF-8: it ends too early.")
        case .unauthorized: Problem(.unauthorized, "invalid_token", "The token was refused: it has expired.")
        case .forbidden: Problem(.forbidden, "role_required", "The role platform_admin is required.")
        case .notFound: .notFound("row")
        case .tooSlow: .bodyTooSlow
        case .conflict:
            Problem(
                .conflict, "conflict", "Another row has this name.",
                fields: [FieldProblem(pointer: "/name", message: "is taken.")])
        case .preconditionFailed: .stale
        case .tooLarge: .bodyTooLarge(RequestBodyLimit.bytes)
        case .unsupportedMediaType: .unsupportedMediaType
        case .unprocessable: .invalid("/name", "is required: Its name, unique among its owner's.")
        case .tooManyRequests: Problem(.tooManyRequests, "rate_limited", "The limit of requests a minute is used up.")
        case .internalError: .internalError
        case .unavailable: .storageUnavailable
        }
    }

    /// Every `code` that comes with its status.
    var codes: [String] {
        switch self {
        case .badRequest: ["invalid_json", "invalid_multipart", "incomplete_body", "malformed_request"]
        case .unauthorized: ["missing_token", "invalid_token", "revoked_token"]
        case .forbidden:
            ["role_required", "wrong_tenant", "tenant_unavailable", "agent_not_available", "installing_is_off"]
        case .notFound: ["not_found", "no_such_route", "model_not_found", "file_not_found"]
        case .tooSlow: ["body_too_slow"]
        case .conflict:
            [
                "conflict", "in_use", "too_many", "storage_full", "session_busy", "idempotency_busy", "type_taken",
                "release_failed", "nothing_before", "not_bundled",
            ]
        case .preconditionFailed: ["stale"]
        case .tooLarge: ["body_too_large", "file_too_large"]
        case .unsupportedMediaType: ["unsupported_media_type", "unsupported_file"]
        case .unprocessable:
            ["invalid_body", "invalid_query", "invalid_header", "invalid_path", "idempotency_mismatch"]
        case .tooManyRequests: ["rate_limited"]
        case .internalError: ["internal"]
        case .unavailable:
            ["storage_unavailable", "secrets_unavailable", "overloaded", "shutting_down", "cancelled"]
        }
    }

    /// The headers that it has beside those of every answer.
    var headers: [HeaderDescription] {
        switch self {
        case .unauthorized: [.wwwAuthenticate]
        case .tooManyRequests: [.retryAfter, .rateLimit, .rateRemaining, .rateReset]
        case .conflict, .unavailable: [.retryAfter]
        case .badRequest, .forbidden, .notFound, .tooSlow, .preconditionFailed, .tooLarge, .unsupportedMediaType,
            .unprocessable, .internalError:
            []
        }
    }
}
