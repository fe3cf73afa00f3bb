import HTTPTypes
import HubCore
import Hummingbird
import NIOCore

/// How answers are kept under a key. A turn's transaction keeps the reply as it is; other answers have headers too, and
/// are kept as `{"headers": {…}, "body": "…"}`.
enum StoredAnswer {
    private static let headers: [HTTPField.Name] = [.eTag, .location, .contentType]

    static func answer(_ response: Response) async throws -> IdempotentAnswer {
        let body = try await response.body.bytes()
        let kept = headers.compactMap { name in
            response.headers[name].map { (name.canonicalName, JSONValue.string($0)) }
        }
        let envelope: JSONValue = ["headers": .object(JSONObject(kept)), "body": .string(String(buffer: body))]
        return IdempotentAnswer(
            status: response.status.code, body: String(decoding: envelope.bytes, as: UTF8.self))
    }

    static func response(_ answer: IdempotentAnswer) throws -> Response {
        let envelope = try JSONValue(parsing: Array(answer.body.utf8))
        var response = Response(
            status: HTTPResponse.Status(code: answer.status), headers: [.cacheControl: "no-store"],
            body: body(envelope["body"]?.stringValue ?? ""))
        for name in headers {
            response.headers[name] = envelope["headers"]?[name.canonicalName]?.stringValue
        }
        return response
    }

    static func reply(_ answer: IdempotentAnswer) -> Response {
        Response(
            status: HTTPResponse.Status(code: answer.status),
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: body(answer.body))
    }

    private static func body(_ text: String) -> ResponseBody {
        text.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: text))
    }
}
