import HubCore

/// What a conversation spoke of: one value a name, the last mentioned last, bounded.
struct EntityMemory: Sendable {
    private(set) var entities: [Entity]
    private let capacity: Int

    init(_ entities: [Entity] = [], capacity: Int) {
        self.entities = []
        self.capacity = capacity
        for entity in entities { mention(entity) }
    }

    mutating func mention(_ entity: Entity) {
        entities.removeAll { $0.name == entity.name }
        entities.append(entity)
        if entities.count > capacity { entities.removeFirst(entities.count - capacity) }
    }
}
