/// A response that is read while it arrives, by one reader. The peer is made to wait while nobody reads; letting go of
/// the stream, or cancelling the task that reads, ends the transfer.
package struct EgressStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = EgressError

    package let status: Int
    package let headers: [HTTPHeader]

    package func makeAsyncIterator() -> Iterator { Iterator() }

    package struct Iterator: AsyncIteratorProtocol {
        /// The next bytes, never empty; nil after the last.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(EgressError) -> [UInt8]? { nil }
    }

    /// All bytes that are left; the request's own limit bounds them.
    package func collect() async throws(EgressError) -> [UInt8] { [] }
}
