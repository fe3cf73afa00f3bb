/// Shows what one call of a tool says while it runs, in its order.
package protocol ToolOutput: Sendable {
    /// Shows the next text. False: too much of what was shown before is not taken yet, and this is not shown; then `room` runs
    /// once when there is space to try again, on any thread and maybe before this has returned. Neither of them waits.
    func show(_ text: String, room: @escaping @Sendable () -> Void) -> Bool
    /// The call is over: shows the rest of its words, whatever is not taken yet, and nothing afterwards.
    func end(with rest: String)
}
