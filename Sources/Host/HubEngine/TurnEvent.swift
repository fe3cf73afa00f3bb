import HubCore

/// What happens in a turn while it is answered. The answer itself, which `ChatEngine.answer` returns, is the truth; these
/// are for who watches.
package enum TurnEvent: Sendable {
    /// Who answers. `agent` nil: nobody, the answer is a question back.
    case routed(agent: String?, language: Language, intent: String?, confidence: Double, router: ReplyMetadata.Router)
    /// A tool is called. `call` counts the turn's calls from 1.
    case toolStarted(call: Int, name: String)
    /// The next text of what a tool says while it runs.
    case toolOutput(call: Int, name: String, text: String)
    /// `status`: `ok`, or the failure's code.
    case toolEnded(call: Int, name: String, status: String, milliseconds: Double)
    /// The next words of a model. `step` counts the agent's model calls from 1; the words of the last step are the
    /// answer's, those of the ones before it were said before a tool was called.
    case words(String, step: Int)
    /// The words of this step so far are no part of the answer: the model failed, and another try is made.
    case wordsWithdrawn(step: Int)
}

/// Watches a turn. Called in the events' order, from any thread; tools of one step run side by side, and so may their
/// events. It must not wait.
package protocol TurnObserver: Sendable {
    /// Whether words that were shown can be taken back. Where they cannot, a model that fails after its first word ends
    /// the turn; where they can, another one is asked.
    var canWithdrawWords: Bool { get }
    func observe(_ event: TurnEvent)
    /// The same for an event that can wait. False: too much of what was shown before is not taken yet, and this is not shown; then
    /// `room` runs once when there is space to try again, on any thread, and maybe before this has returned.
    func offer(_ event: TurnEvent, room: @escaping @Sendable () -> Void) -> Bool
}

extension TurnObserver {
    /// There is always room.
    package func offer(_ event: TurnEvent, room: @escaping @Sendable () -> Void) -> Bool {
        observe(event)
        return true
    }
}
