import CPQ

/// The right to ask the server to stop what a connection is doing. It outlives the connection.
///
// SAFETY: a PGcancel is a copy of what is needed, and nobody changes it; one thread sends it.
final class PostgreSQLCancellation: @unchecked Sendable {
    private let pointer: OpaquePointer

    init?(_ handle: PostgreSQLHandle) {
        guard let pointer = PQgetCancel(handle.pointer) else { return nil }
        self.pointer = pointer
    }

    deinit { PQfreeCancel(pointer) }

    /// Blocks until the server has taken the request, or for as long as it says nothing.
    /// https://www.postgresql.org/docs/15/libpq-cancel.html
    func send() {
        var message = [CChar](repeating: 0, count: 256)
        // Whether it came too late shows in the batch's own answer.
        _ = PQcancel(pointer, &message, Int32(message.count))
    }
}
