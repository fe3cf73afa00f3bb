import Testing

@testable import HubStorage

@Suite(.onEveryDatabase) struct InstallationStoreTests {
    @Test func keepsTheFirstProposal() async throws {
        try await TestDatabase.run { database in
            let store = InstallationStore(database: database)
            let names = [try await store.name(else: "first"), try await store.name(else: "second")]
            #expect(names == ["first", "first"])
        }
    }
}
