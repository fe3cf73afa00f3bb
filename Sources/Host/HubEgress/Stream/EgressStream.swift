/// A response that is read while it arrives, by one reader. The peer is made to wait while nobody reads; letting go of
/// the stream, or cancelling the task that reads, ends the transfer.
package struct EgressStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = EgressError

    package let status: Int
    package let headers: [HTTPHeader]
    private let reader: StreamReader

    init(head: StreamChannel.Head, reader: StreamReader) {
        status = head.status
        headers = head.headers
        self.reader = reader
    }

    package func makeAsyncIterator() -> Iterator { Iterator(reader: reader) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: StreamReader

        /// The next bytes, never empty; nil after the last.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(EgressError) -> [UInt8]? {
            try await reader.next()
        }
    }

    /// The reader has what it wants. The transfer may come to its own end, so that its connection is kept for the next;
    /// what still arrives is dropped, and more than a few kilobytes of it end the transfer.
    package func release() { reader.release() }

    /// All bytes that are left; the request's own limit bounds them.
    package func collect() async throws(EgressError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let chunk = try await reader.next() { bytes += chunk }
        return bytes
    }
}
