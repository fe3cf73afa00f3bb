import HubCore
import Testing

@testable import HubEngine

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
