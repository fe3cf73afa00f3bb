import HubCore
import PluginABI

/// What a request ends with.
struct ServiceAnswer: Sendable {
    var status: Int32 = 0
    var result: [UInt8] = []
    /// Of the http service.
    var httpStatus: Int32 = 0
    var headers: [UInt8] = []

    static func failure(_ status: Int32) -> ServiceAnswer {
        let kinds: [Int32: JSONValue] = [
            Int32(AH_E_UPSTREAM): "connection", Int32(AH_E_DENIED): "denied", Int32(AH_E_DEADLINE): "deadline",
            Int32(AH_E_CANCELLED): "cancelled", Int32(AH_E_TOO_LARGE): "too_large", Int32(AH_E_BUSY): "overloaded",
            Int32(AH_E_UNAVAILABLE): "shut_down", Int32(AH_E_AUTH): "auth", Int32(AH_E_UNSUPPORTED): "unsupported",
            Int32(AH_E_INVALID_INPUT): "invalid_request",
        ]
        let kind = kinds[status] ?? "unavailable"
        let document: JSONValue = ["message": "The checker's host fails this request.", "details": ["kind": kind]]
        return ServiceAnswer(status: status, result: document.bytes)
    }

    static func http(_ status: Int32, _ body: [UInt8], type: String = "application/json") -> ServiceAnswer {
        let headers: JSONValue = [
            "content-type": .string(type), "content-length": .string(String(body.count)), "x-check": "a, b",
        ]
        return ServiceAnswer(result: body, httpStatus: status, headers: headers.bytes)
    }

    /// What the http service answers when the author gives no response.
    static let usualBody: [UInt8] = {
        let body: JSONValue = [
            "ok": true, "id": 7, "name": "Kiểm tra", "total": .number(JSONNumber(12345.5)),
            "items": [["id": 1, "name": "one"], ["id": 2, "name": "two"]],
        ]
        return body.bytes
    }()

    /// What no plugin of the http service should be surprised by.
    static func oddHTTP(_ turn: Int, limit: Int) -> ServiceAnswer {
        switch turn % (HTTPAnswers.all.count + 1) {
        case HTTPAnswers.all.count: ServiceAnswer(httpStatus: 200, headers: Array("{}".utf8))
        case let index: HTTPAnswers.all[index].answer(limit)
        }
    }
}
