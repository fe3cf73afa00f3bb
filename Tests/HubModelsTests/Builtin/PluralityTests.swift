import HubCore
import Testing

@testable import HubModels

@Suite struct PluralityTests {
    private func scene(_ language: Language) -> Scene {
        let list = ModelTool.make(
            "list_customer_shipments", "Lists the shipments of a customer.", required: ["mst"],
            labels: ["shipments": Label([.english: "Shipments", .vietnamese: "Lô hàng"])],
            properties: ["mst": ["type": "string", "pattern": "^[0-9]{10}$"]])
        return Scene(
            tools: [.shipment, list], language: language,
            messages: [
                .user("What about shipment ABC123?"),
                .assistant(
                    text: "…", toolCalls: [],
                    entities: [Entity(name: "shipment_id", value: "ABC123"), Entity(name: "mst", value: "3333333333")]),
            ])
    }

    @Test(arguments: [
        ("and their shipments?", Language.english), ("all shipments of the customer", .english),
        ("list the shipments", .english), ("các lô hàng của họ", .vietnamese), ("tất cả lô hàng", .vietnamese),
        ("danh sách lô hàng của khách này", .vietnamese),
    ])
    func manyThingsAreListed(_ text: String, _ language: Language) async throws {
        let response = try await scene(language).respond(to: text)
        #expect(response.toolCalls.map(\.name) == ["list_customer_shipments"])
        #expect(response.toolCalls.map(\.arguments) == [#"{"mst":"3333333333"}"#])
    }

    @Test(arguments: ["shipments ABC123 and ABC124", "where is shipment ABC123", "all of shipment ABC123"])
    func aNamedThingIsLookedUp(_ text: String) async throws {
        #expect(Set(try await scene(.english).respond(to: text).toolCalls.map(\.name)) == ["track_shipment"])
    }
}
