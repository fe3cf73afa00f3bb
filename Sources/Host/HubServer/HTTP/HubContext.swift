import FoundationEssentials
import HubCore
import Hummingbird
import Logging
import NIOCore

/// A request on its way in: known by its trace, not yet by a caller.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The span of this request.
    package internal(set) var trace = TraceContext()
    /// Set by `AuthenticationMiddleware` once the token was checked.
    package internal(set) var caller: Caller?
    let logged = LoggedFacts()
    /// The connection that it came over; nil where it came over none.
    let channel: (any Channel)?

    package init(source: some RequestContextSource) {
        channel = (source as? ApplicationRequestContextSource)?.channel
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// 16 hexadecimal digits, of this request and no other: its span. The trace may be a caller's, of many requests.
    package var requestID: String { trace.spanID }
    package var maxUploadSize: Int { RequestBodyLimit.bytes }
}

/// The largest body that the JSON endpoints read.
package enum RequestBodyLimit {
    package static let bytes = 100 * 1024
}
