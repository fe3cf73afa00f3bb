import FoundationEssentials
import HubCore
import Hummingbird
import Logging

/// A request on its way in: known by its trace, not yet by a caller.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The span of this request.
    package internal(set) var trace = TraceContext()
    /// Set by `AuthenticationMiddleware` once the token was checked.
    package internal(set) var caller: Caller?
    /// What logs call the caller.
    let logged = LoggedCaller()

    package init(source: some RequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// 32 hexadecimal digits: the trace id of the request's `traceparent`, or a new one.
    package var requestID: String { trace.traceID }
    package var maxUploadSize: Int { RequestBodyLimit.bytes }
}

/// The largest body that the JSON endpoints read.
package enum RequestBodyLimit {
    package static let bytes = 100 * 1024
}
