import Synchronization

/// The reader's end of a stream. When nobody holds it any more, the transfer ends.
final class StreamReader: Sendable {
    private let isReleased = Atomic(false)
    private let channel: StreamChannel
    private let transfer: EgressTransfer

    init(channel: StreamChannel, transfer: EgressTransfer) {
        self.channel = channel
        self.transfer = transfer
    }

    deinit {
        if !channel.hasEnded, !isReleased.load(ordering: .relaxed) { transfer.cancel() }
    }

    func release() {
        isReleased.store(true, ordering: .relaxed)
        transfer.release()
    }

    func head() async throws(EgressError) -> StreamChannel.Head {
        try await withTaskCancellationHandler {
            await channel.head()
        } onCancel: {
            transfer.cancel()
        }.get()
    }

    func next() async throws(EgressError) -> [UInt8]? {
        try await withTaskCancellationHandler { () async -> StreamChannel.Reading in
            if Task.isCancelled { return .failure(EgressError(.cancelled, "the request was cancelled")) }
            return await channel.read { transfer.resume() }
        } onCancel: {
            transfer.cancel()
        }.get()
    }
}
