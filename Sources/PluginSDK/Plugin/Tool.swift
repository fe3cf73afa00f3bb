/// An instance of a tool type: it serves one tool row of one tenant, in one version of the row.
///
/// `invoke` and `health` run on worker threads of the host's, several at once up to the type's `maximumConcurrency`. They
/// do not wait, unless the type's `effects` say `.blocking`. It is freed when no call of it is left.
public protocol Tool: Sendable {
    /// Runs the tool for a call, which is completed then or later. What it throws completes the call as a failure.
    func invoke(_ call: Call) throws
    /// Nobody waits for a call any more: a hint, from any thread, also while `invoke` runs. The completion stays owed.
    /// Unless written it does nothing.
    func cancel(_ id: Call.ID)
    /// Whether the instance can do its work now: completed with any value for yes. Unless written, always yes.
    ///
    /// The host also asks when a tenant's row is written, with the row's credential, no user and at most five seconds. The codes
    /// `invalidConfiguration`, `denied` and `authorization` then refuse the row with the error's message; a member `pointer` of
    /// its details, a JSON Pointer into the configuration, says where.
    func health(_ call: Call) throws
}

extension Tool {
    /// Does nothing.
    public func cancel(_ id: Call.ID) {}
    /// Always healthy.
    public func health(_ call: Call) throws { call.complete(with: [:]) }
}
