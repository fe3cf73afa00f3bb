import HubCore
import Testing

@testable import HubEngine

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
