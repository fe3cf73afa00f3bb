import HTTPTypes
import HubCrypto
import Hummingbird
import NIOCore

/// Bytes that do not change while the process runs.
struct StaticFile: Sendable {
    private let bytes: ByteBuffer
    private let headers: HTTPFields
    private let tag: String

    init(_ bytes: [UInt8], _ headers: HTTPFields) {
        self.bytes = ByteBuffer(bytes: bytes)
        tag = "\"\(SHA256.hex(bytes).prefix(32))\""
        var headers = headers
        headers[.eTag] = tag
        // Asked for anew each time, and sent only when it is another.
        headers[.cacheControl] = "no-cache"
        self.headers = headers
    }

    func response(to request: Request) -> Response {
        let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
        let isKnown = known.contains { tag in
            var tag = tag.drop { $0 == " " }
            while tag.last == " " { tag.removeLast() }
            return tag == "*" || tag == self.tag || tag == "W/" + self.tag
        }
        if isKnown { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }
}
