import HubCore
import Testing

@testable import HubEngine

struct EntityIndexTests {
    private func index(_ tools: Tool...) throws -> EntityIndex { EntityIndex(try tools.map(World.prepared)) }

    @Test func aFieldFillsTheArgumentOfItsName() throws {
        #expect(try index(World.harvest).arguments(for: "hive", "0000000001") == ["hive"])
    }

    @Test(arguments: ["parent_hive", "parentHive", "Parent-Hive", "HIVE", "the_old_hive"])
    func aFieldWhoseNameEndsWithTheArgumentsFillsIt(_ field: String) throws {
        #expect(try index(World.harvest).arguments(for: field, "0000000001") == ["hive"])
    }

    @Test(arguments: ["hive_count", "beehive", "hives", "tag"])
    func otherFieldsDoNot(_ field: String) throws {
        #expect(try index(World.harvest).arguments(for: field, "0000000001").isEmpty)
    }

    @Test func aValueThatTheArgumentRefusesDoesNot() throws {
        #expect(try index(World.harvest).arguments(for: "hive", "north").isEmpty)
        #expect(try index(World.harvest).arguments(for: "hive", 1).isEmpty)
    }

    @Test func argumentsAreNamedAsTheirToolNamesThem() throws {
        var tool = World.harvest
        tool.inputSchema = ["type": "object", "properties": ["hiveNumber": ["type": "string"]]]
        #expect(try index(tool).arguments(for: "hive_number", "7") == ["hiveNumber"])
    }

    @Test func definitionsThatAPropertyRefersToAreFollowed() throws {
        var tool = World.harvest
        tool.inputSchema = [
            "type": "object", "properties": ["hive": ["$ref": "#/$defs/number"]],
            "$defs": ["number": ["type": "string", "pattern": "^[0-9]{10}$"]],
        ]
        #expect(try index(tool).arguments(for: "hive", "0000000001") == ["hive"])
        #expect(try index(tool).arguments(for: "hive", "1").isEmpty)
    }
}
