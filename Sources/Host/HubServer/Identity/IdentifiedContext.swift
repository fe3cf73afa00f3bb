import HubCore
import Hummingbird

/// A request of a known caller.
package protocol IdentifiedContext: RequestContext {
    var caller: Caller { get }
    var requestID: String { get }
}
