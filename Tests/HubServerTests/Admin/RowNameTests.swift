import Testing

@testable import HubServer

@Suite struct RowNameTests {
    @Test(arguments: ["a", "get_customer_debt", "AgentDebt", "_x-1", String(repeating: "a", count: 64)])
    func acceptsFunctionNames(name: String) { #expect(RowName.isValid(name)) }

    @Test(arguments: ["", "1a", "-a", "a b", "é", "a.b", String(repeating: "a", count: 65)])
    func refusesOthers(name: String) { #expect(!RowName.isValid(name)) }
}
