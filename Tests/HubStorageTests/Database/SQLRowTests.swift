import Foundation
import HubCore
import Testing

@testable import HubStorage

struct SQLRowTests {
    @Test func readsItsColumnsFromLeftToRight() throws {
        let id = AgentID()
        let now = Date(timeIntervalSince1970: 1_800_000_000.123456)
        var columns = SQLRow([
            .text("a"), .null, .integer(7), .null, .flag(true), .time(now), .json(["x": 1.50]), .null, .id(id), .null,
            .tenant(.acme), .null, .text("hybrid"), .null, .bytes([0, 255]),
        ]).columns
        #expect(try columns.text() == "a")
        #expect(try columns.optionalText() == nil)
        #expect(try columns.integer() == 7)
        #expect(try columns.optionalInteger() == nil)
        #expect(try columns.flag())
        #expect(abs(try columns.time().timeIntervalSince(now)) < 0.000_001)
        #expect(try columns.json() == ["x": 1.5])
        #expect(try columns.optionalJSON() == nil)
        #expect(try columns.id(AgentID.self) == id)
        #expect(try columns.optionalID(AgentID.self) == nil)
        #expect(try columns.optionalTenant() == .acme)
        #expect(try columns.optionalTenant() == nil)
        #expect(try columns.choice(RoutingMode.self) == .hybrid)
        #expect(try columns.optionalChoice(RoutingMode.self) == nil)
        #expect(try columns.bytes() == [0, 255])
        #expect(throws: SQLError.unexpectedValue(column: 15)) { try columns.text() }
    }

    @Test func namesTheColumnWhoseValueIsWrong() {
        func read<Value>(_ value: SQLValue, _ body: (inout SQLColumns) throws -> Value) {
            var columns = SQLRow([.null, value]).columns
            #expect(throws: SQLError.unexpectedValue(column: 1)) {
                _ = try columns.optionalText()
                _ = try body(&columns)
            }
        }
        read(.null) { try $0.text() }
        read(.integer(1)) { try $0.optionalText() }
        read(.null) { try $0.integer() }
        read(.text("1")) { try $0.optionalInteger() }
        read(.text("{")) { try $0.optionalJSON() }
        read(.null) { try $0.json() }
        read(.text("no uuid")) { try $0.optionalID(ToolID.self) }
        read(.null) { try $0.id(ToolID.self) }
        read(.text("Not A Tenant")) { try $0.optionalTenant() }
        read(.text("sometimes")) { try $0.optionalChoice(RoutingMode.self) }
        read(.null) { try $0.choice(RoutingMode.self) }
        read(.bytes([1])) { try $0.optionalText() }
        read(.bytes([1])) { try $0.optionalInteger() }
        read(.text("1")) { try $0.bytes() }
        read(.null) { try $0.bytes() }
    }
}
