import HubCore

/// One message of a proved caller, as it came in: text already known to be non-empty UTF-8 without NUL.
package struct ChatTurn: Sendable {
    package var caller: Caller
    /// nil: a new session.
    package var session: SessionID?
    package var message: String
    /// The files that come with the message, in the caller's order.
    package var attachments: [FileID]
    /// The agent that the caller insists on, by name; nil leaves the choice to the supervisor.
    package var agent: String?
    package var traceID: String
    /// The request that brought it, as logs call it.
    package var requestID: String
    /// W3C Trace Context's header for requests made on the turn's behalf; nil: none.
    package var traceparent: String?
    /// The claimed key that the stored answer is kept under.
    package var idempotency: IdempotencyHold?
    /// Whether `ChatEngine.admit` counted the request already; its tokens are counted with the turn in any case.
    package var isCounted: Bool
    /// The conversation before the message where the caller brings it along, the oldest first; nil: the session's own.
    package var history: [Message]?
    /// Watches the turn, whose words then come as they are said; nil: nobody does.
    package var observer: (any TurnObserver)?

    package init(
        caller: Caller, session: SessionID? = nil, message: String, attachments: [FileID] = [], agent: String? = nil,
        traceID: String, requestID: String = "-", traceparent: String? = nil, idempotency: IdempotencyHold? = nil,
        isCounted: Bool = false, history: [Message]? = nil, observer: (any TurnObserver)? = nil
    ) {
        self.caller = caller
        self.session = session
        self.message = message
        self.attachments = attachments
        self.agent = agent
        self.traceID = traceID
        self.requestID = requestID
        self.traceparent = traceparent
        self.idempotency = idempotency
        self.isCounted = isCounted
        self.history = history
        self.observer = observer
    }
}
