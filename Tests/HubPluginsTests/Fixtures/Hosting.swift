import Testing

/// Where the code of a test's plugins runs. What tests say of plugins holds either way, except where they look into the plugin's
/// memory.
enum Hosting: CaseIterable, Sendable {
    case inProcess
    case isolated

    /// Where the plugins of a test run that names no place.
    @TaskLocal static var usual = Hosting.inProcess
}

/// Runs each test once for each place where plugins' code may run.
struct EveryHosting: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        for hosting in Hosting.allCases {
            try await Hosting.$usual.withValue(hosting) { try await function() }
        }
    }
}

extension Trait where Self == EveryHosting {
    static var everyHosting: EveryHosting { EveryHosting() }
}
