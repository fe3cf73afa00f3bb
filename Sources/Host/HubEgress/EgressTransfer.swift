/// A request under way.
package struct EgressTransfer: Sendable {
    /// Ends it at once with `cancelled`, unless it has ended. May be called from any thread, and more than once.
    package func cancel() {}
}
