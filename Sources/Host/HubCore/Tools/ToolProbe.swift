/// In whose name a row that is being written is tried on the system behind its tool.
///
/// There is no token in it: whoever writes a row chooses where it leads, and their own identity does not go there unasked.
package struct ToolProbe: Sendable {
    /// The tenant that the row is of.
    package var scope: TenantScope
    /// Who writes the row.
    package var user: UserID
    /// What logs call them.
    package var logName: String
    /// The secret that the row names, where it names one.
    package var credential: Secret?
    package var traceID: String
    /// The request that writes the row, as logs call it.
    package var requestID: String
    /// W3C Trace Context's header for the requests that it makes; nil: none.
    package var traceparent: String?

    package init(
        scope: TenantScope, user: UserID, logName: String = "-", credential: Secret? = nil, traceID: String,
        requestID: String = "-", traceparent: String? = nil
    ) {
        self.scope = scope
        self.user = user
        self.logName = logName
        self.credential = credential
        self.traceID = traceID
        self.requestID = requestID
        self.traceparent = traceparent
    }
}
