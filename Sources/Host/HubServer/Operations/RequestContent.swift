import HubCore
import Synchronization

/// A request's body as it came and as it was understood, until it is dropped. As JSON, a megabyte may take thirty.
final class RequestContent: Sendable {
    private struct Content {
        var bytes: [UInt8] = []
        var object = JSONObject()
    }

    /// nil: dropped.
    private let content: Mutex<Content?>

    /// Of an operation without a body.
    init() { content = Mutex(Content()) }

    init(body bytes: [UInt8]) throws { content = Mutex(Content(bytes: bytes, object: try JSONObject(body: bytes))) }

    var bytes: [UInt8] { held.bytes }
    var object: JSONObject { held.object }

    var isHeld: Bool { content.withLock { $0 != nil } }

    func drop() { content.withLock { $0 = nil } }

    private var held: Content {
        guard let content = content.withLock({ $0 }) else { preconditionFailure("a body is read before it is dropped") }
        return content
    }
}
