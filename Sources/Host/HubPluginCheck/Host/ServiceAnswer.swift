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

    /// What no plugin of the http service should be surprised by.
    static func oddHTTP(_ turn: Int, limit: Int) -> ServiceAnswer {
        let nested = Array((String(repeating: "[", count: 120) + String(repeating: "]", count: 120)).utf8)
        switch turn % 12 {
        case 0: return .http(204, [])
        case 1: return .http(500, Array("<html>Internal Server Error</html>".utf8), type: "text/html")
        case 2: return .http(200, Array("{\"cut\": [1, 2".utf8))
        case 3: return .http(200, Array("null".utf8))
        case 4: return .http(200, Array("[]".utf8))
        case 5: return .http(200, nested)
        case 6: return .http(200, [0xFF, 0xFE, 0x00, 0x80])
        case 7: return .http(429, Array("{}".utf8))
        case 8: return .http(302, [])
        case 9: return .http(401, Array("{\"error\": \"no\"}".utf8))
        case 10:
            let text = Array("{\"text\": \"".utf8)
            let filling = [UInt8](repeating: 0x78, count: max(0, limit - text.count - 2))
            return .http(200, text + filling + Array("\"}".utf8))
        case _: return ServiceAnswer(httpStatus: 200, headers: Array("{}".utf8))
        }
    }
}
