import HTTPTypes
import HubCore
import Synchronization
import Testing

@testable import HubServer

@Suite struct ToolTestSlotsTests {
    /// Runs `work` in as many slots at once as the tenants name, one inside of the other.
    private func run(_ slots: ToolTestSlots, _ tenants: ArraySlice<TenantID>) async throws {
        guard let first = tenants.first else { return }
        try await slots.run(for: first) { try await run(slots, tenants.dropFirst()) }
    }

    private static let ids = ["a", "b", "c", "d", "e"].map(Door.id)

    @Test func aTenantHasTwo() async throws {
        let slots = ToolTestSlots()
        try await run(slots, [Door.acme, Door.acme])
        let problem = await #expect(throws: Problem.self) { try await run(slots, [Door.acme, Door.acme, Door.acme]) }
        #expect(problem?.status == .serviceUnavailable && problem?.code == "overloaded")
        #expect(problem?.headers[.retryAfter] == "1")
        // What was refused or has ended holds none.
        try await run(slots, [Door.acme, Door.id("rival"), Door.acme])
    }

    @Test func aWorkerHasEight() async throws {
        let slots = ToolTestSlots()
        let eight = Self.ids.prefix(4).flatMap { [$0, $0] }
        try await run(slots, eight[...])
        await #expect(throws: Problem.self) { try await run(slots, (eight + [Self.ids[4]])[...]) }
    }
}
