import HubCore
import HubMetrics

/// Measures what a database takes for its batches, waits for a connection included, and remembers writes that failed.
package struct MeasuredDatabase: SQLDatabase {
    private let database: any SQLDatabase
    /// How the last write went.
    package let lastWrite = WriteOutcome()
    package let lastAnswer = LastAnswer()
    private let reads: Outcomes
    private let writes: Outcomes

    private struct Outcomes: Sendable {
        let ok: Histogram
        let failed: Histogram

        init(_ family: HistogramFamily, _ operation: String) {
            ok = family.labelled(operation, "ok")
            failed = family.labelled(operation, "failed")
        }
    }

    package init(_ database: any SQLDatabase, registry: MetricsRegistry) {
        self.database = database
        let seconds = registry.histogram(
            "agenthub_database_seconds", "Batches of SQL, waits for a connection included.",
            labels: ["operation", "outcome"])
        reads = Outcomes(seconds, "read")
        writes = Outcomes(seconds, "write")
    }

    package func read(as access: SQLAccess, by deadline: Deadline?, _ statements: [SQLStatement])
        async throws(SQLError) -> [[SQLRow]]
    {
        let start = MonotonicTime.now()
        do throws(SQLError) {
            let rows = try await database.read(as: access, by: deadline, statements)
            reads.ok.observe(milliseconds: MonotonicTime.milliseconds(since: start))
            lastAnswer.record()
            return rows
        } catch {
            reads.failed.observe(milliseconds: MonotonicTime.milliseconds(since: start))
            throw error
        }
    }

    package func write(as access: SQLAccess, _ statements: [SQLStatement]) async throws(SQLError) -> [[SQLRow]] {
        let start = MonotonicTime.now()
        do throws(SQLError) {
            let rows = try await database.write(as: access, statements)
            writes.ok.observe(milliseconds: MonotonicTime.milliseconds(since: start))
            lastWrite.record(nil)
            lastAnswer.record()
            return rows
        } catch {
            writes.failed.observe(milliseconds: MonotonicTime.milliseconds(since: start))
            lastWrite.record(error)
            throw error
        }
    }

    package func close() async { await database.close() }
}
