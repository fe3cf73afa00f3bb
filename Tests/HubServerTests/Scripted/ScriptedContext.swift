import HTTPTypes
import HubCore
import Hummingbird
import Logging
import NIOCore

@testable import HubServer

/// A request of a caller that needs no token to be one.
struct ScriptedContext: IdentifiedContext {
    struct Source: RequestContextSource {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    var coreContext: CoreRequestContextStorage
    var caller: Caller
    let requestID = "00f067aa0ba902b7"
    let logged = LoggedFacts()
    var channel: (any Channel)?

    init(source: Source) {
        guard let user = UserID("anna") else { preconditionFailure("anna is a user") }
        coreContext = CoreRequestContextStorage(source: source)
        caller = Caller(scope: Door.scope, user: user, roles: [.user], token: Secret("none"))
    }

    static func call(_ operation: Operation<ScriptedContext>, key: String) async throws
        -> OperationCall<ScriptedContext>
    {
        let head = HTTPRequest(
            method: .post, scheme: "http", authority: "hub", path: "/x", headerFields: [.idempotencyKey: key])
        return try await OperationCall(
            Request(head: head, body: RequestBody(buffer: ByteBuffer())), ScriptedContext(source: Source()),
            operation.description)
    }
}
