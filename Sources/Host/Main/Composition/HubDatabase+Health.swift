import HubServer
import HubStorage

extension HubDatabase {
    /// Whether it answers, and takes what turns write. A pool that has no connection free, or a lock that is held, is no
    /// reason to send the users elsewhere: that is the same there. But where nobody's batch goes through any more, it is
    /// silent, not busy.
    func health(lastWrite: WriteOutcome, lastAnswer: LastAnswer) -> HealthCheck {
        HealthCheck(name: "database") {
            do throws(SQLError) {
                if try await isReadOnly() { return .down("takes no writes") }
            } catch {
                switch error {
                case .overloaded, .busy, .timeout:
                    return lastAnswer.isRecent ? .degraded("too much waits for it") : .down("does not answer")
                case .violation, .cancelled, .full, .invalidText, .unexpectedValue, .unavailable, .damaged, .closed,
                    .rejected:
                    return .down("does not answer")
                }
            }
            switch lastWrite.recentFailure {
            case nil: return .ok
            case .full: return .degraded("its disk is full")
            case _: return .degraded("the last write failed")
            }
        }
    }

    /// Asks; a database that does not answer throws.
    private func isReadOnly() async throws(SQLError) -> Bool {
        if let postgres { return try await postgres.database.isReadOnly() }
        _ = try await ConfigurationVersionStore(database: sql).current()
        return false
    }
}
