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

struct EntityMemoryTests {
    @Test func aNameMentionedAgainMovesToTheEndWithItsNewValue() {
        var memory = EntityMemory([Entity(name: "a", value: 1), Entity(name: "b", value: 2)], capacity: 4)
        memory.mention(Entity(name: "a", value: 3))
        #expect(memory.entities == [Entity(name: "b", value: 2), Entity(name: "a", value: 3)])
    }

    @Test func theLongestUnmentionedIsForgottenFirst() {
        var memory = EntityMemory(capacity: 2)
        for name in ["a", "b", "c"] { memory.mention(Entity(name: name, value: 1)) }
        #expect(memory.entities.map(\.name) == ["b", "c"])
    }
}

struct EntityHarvestTests {
    private func harvest(_ arguments: JSONValue, _ outcome: ToolOutcome, capacity: Int = 32) throws -> [Entity] {
        let tools = try [World.harvest, World.queen].map(World.prepared)
        var harvest = EntityHarvest(index: EntityIndex(tools), capacity: capacity)
        harvest.take(
            CompletedToolCall(
                tool: tools[1], handling: .run(arguments: arguments), outcome: outcome, milliseconds: 1))
        return harvest.entities
    }

    @Test func aResultSpeaksOfThingsAfterItsArguments() throws {
        let entities = try harvest(
            ["tag": "QUA123"], .success(["tag": "QUA123", "where": ["home_hive": "0000000007", "row": 3]]))
        #expect(entities == [Entity(name: "tag", value: "QUA123"), Entity(name: "hive", value: "0000000007")])
    }

    @Test func argumentsCountEvenWhenTheCallFailed() throws {
        let entities = try harvest(["tag": "QUA123"], .failure(ToolFailure(.notFound, "none")))
        #expect(entities == [Entity(name: "tag", value: "QUA123")])
    }

    @Test func argumentsThatWereRefusedDoNotCount() throws {
        let tool = try World.prepared(World.queen)
        var harvest = EntityHarvest(index: EntityIndex([tool]), capacity: 4)
        harvest.take(
            CompletedToolCall(
                tool: tool, handling: .refused, outcome: .failure(ToolFailure(.invalidInput, "no")), milliseconds: 0))
        #expect(harvest.entities.isEmpty)
    }

    @Test func ofAListTheLastMentionedCounts() throws {
        let rows: JSONValue = ["queens": [["tag": "QUA111"], ["tag": "QUA222"]]]
        #expect(try harvest([:], .success(rows)) == [Entity(name: "tag", value: "QUA222")])
    }

    @Test func longTextsAndOtherKindsAreNotRemembered() throws {
        let long = String(repeating: "x", count: 300)
        #expect(try harvest(["note": .string(long), "flag": true, "list": [1]], .success(nil)).isEmpty)
    }

    @Test func hugeResultsAreReadInPart() throws {
        let rows = JSONValue.array((0..<5000).map { ["n": .int($0), "tag": "QUA111"] } + [["tag": "QUA999"]])
        #expect(try harvest([:], .success(rows)) == [Entity(name: "tag", value: "QUA111")])
    }

    @Test func deepResultsAreReadInPart() throws {
        let deep = (0..<50).reduce(["tag": "QUA111"] as JSONValue) { inner, _ in ["x": inner] }
        #expect(try harvest([:], .success(deep)).isEmpty)
    }
}
