import HubCore
import Hummingbird
import NIOCore

/// A request of a known caller.
package protocol IdentifiedContext: RequestContext {
    var caller: Caller { get }
    var requestID: String { get }
    /// What the request's line in the log will say.
    var logged: LoggedFacts { get }
    /// The connection that it came over; nil where it came over none.
    var channel: (any Channel)? { get }
}
