import HubCore
import Testing

@testable import HubPlugins

@Suite struct RowStrikesTests {
    private static let minute: UInt64 = 60_000_000_000

    private func row(_ tenant: String) throws -> InstanceKey.Row {
        InstanceKey.Row(tenant: try #require(TenantID(tenant)), tool: Tool.of("X").id, release: 1)
    }

    @Test func theThirdStrikeWithinTheWindowPutsARowOutForAsLong() throws {
        var strikes = RowStrikes(IsolationSettings())
        let (one, other) = (try row("acme"), try row("globex"))
        let isOut = [(one, 100), (one, 101), (other, 101), (one, 102)].map { row, minute in
            strikes.strike(row, at: UInt64(minute) * Self.minute)
        }
        #expect(isOut == [false, false, false, true])
        #expect(strikes.isOut(one, at: 111 * Self.minute) && !strikes.isOut(other, at: 111 * Self.minute))
        #expect(!strikes.isOut(one, at: 112 * Self.minute))
    }

    @Test func strikesOfLongAgoDoNotCount() throws {
        var strikes = RowStrikes(IsolationSettings())
        let row = try row("acme")
        let isOut = [100, 105, 111, 117, 123].map { strikes.strike(row, at: UInt64($0) * Self.minute) }
        #expect(!isOut.contains(true))
    }
}
