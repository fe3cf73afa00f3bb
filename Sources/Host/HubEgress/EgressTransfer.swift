/// A request under way.
package struct EgressTransfer: Sendable {
    private let transfer: Transfer
    private let inbox: EngineInbox

    init(_ transfer: Transfer, inbox: EngineInbox) {
        self.transfer = transfer
        self.inbox = inbox
    }

    /// Ends it at once with `cancelled`, unless it has ended. May be called from any thread, and more than once.
    package func cancel() { inbox.send(.cancel(transfer)) }

    /// Goes on after `StreamChannel.offer` took nothing.
    func resume() { inbox.send(.resume(transfer)) }

    /// Nobody reads any more, but the transfer may end by itself.
    func release() { inbox.send(.release(transfer)) }

    /// Once the engine has shut down, the outcome is given here.
    func submit(_ delivery: TransferDelivery) {
        if !inbox.send(.submit(transfer, delivery)) { delivery.finish(.failure(TransferFailure.shutDown)) }
    }
}
