/// What plugins do against the contract without harm to the host: refused, counted, and said in the log.
package enum Misbehaviour: String, Sendable, CaseIterable {
    /// A completion after the call's deadline or cancellation. Owed all the same, so not a fault by itself.
    case lateCompletion = "late completion"
    case repeatedCompletion = "repeated completion"
    /// A number that is no call's, or that the plugin was not given yet.
    case unknownCall = "unknown call"
    /// A number of another plugin's call.
    case foreignCall = "another plugin's call"
    /// A call completed and refused at once.
    case completedAndRefused = "call both completed and refused"
    case oversizedResult = "oversized result"
    /// A completion that is not JSON, or not in the form of an error.
    case invalidPayload = "invalid completion"
    /// A status that the ABI does not have, or that only the host may use.
    case invalidStatus = "invalid status"
    case brokenOutputSchema = "result against the type's own schema"
    case malformedRequest = "malformed service request"
    case slowLoad = "slow start, create, destroy or stop"
    /// A thread that was not given back.
    case keptThread = "kept a thread"
    /// It said more to the host than one plugin may, and had to wait.
    case flood = "flood of messages"
}
