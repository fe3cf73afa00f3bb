import Support
import Testing

/// The databases that there are.
enum TestBackend: String, CaseIterable {
    case sqlite = "SQLite"
    case postgreSQL = "PostgreSQL"

    /// Whose turn it is.
    @TaskLocal static var current = TestBackend.sqlite

    static var available: [TestBackend] { TestPostgres.isAvailable ? allCases : [.sqlite] }
}

/// Runs each test once on every database that there is; an issue says on which it came up.
struct EveryDatabase: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        for backend in TestBackend.available {
            let naming = IssueHandlingTrait.compactMapIssues { issue in
                var issue = issue
                issue.comments.append("on \(backend.rawValue)")
                return issue
            }
            try await TestBackend.$current.withValue(backend) {
                try await naming.provideScope(for: test, testCase: testCase, performing: function)
            }
        }
    }
}

extension Trait where Self == EveryDatabase {
    static var onEveryDatabase: Self { EveryDatabase() }
}

extension Trait where Self == ConditionTrait {
    /// Skips what needs the test server when there is none.
    static var needsPostgreSQL: Self {
        .enabled(if: TestPostgres.isAvailable, "AGENTHUB_TEST_POSTGRES_URL names no PostgreSQL server")
    }
}
