import FoundationEssentials
import HubCore
import Hummingbird
import Logging

/// A request on its way in: known by an id, not yet by a caller.
package struct HubContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// 32 hexadecimal digits: the trace id of the request's `traceparent`, or a new one.
    package internal(set) var requestID = ""
    /// Set by `AuthenticationMiddleware` once the token was checked.
    package internal(set) var caller: Caller?

    package init(source: some RequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    package var maxUploadSize: Int { RequestBodyLimit.bytes }
}

/// The largest body that the JSON endpoints read.
package enum RequestBodyLimit {
    package static let bytes = 100 * 1024
}
