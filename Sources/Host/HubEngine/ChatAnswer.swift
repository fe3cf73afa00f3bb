import HubCore

/// What a turn came to.
package struct ChatAnswer: Sendable {
    /// Stored.
    package var reply: Reply
    /// What the caller has left of its limits; nil where nothing limits it.
    package var rate: RateVerdict?

    package init(reply: Reply, rate: RateVerdict?) {
        self.reply = reply
        self.rate = rate
    }
}
