/// The features that a router knows, with how rare each is. An open-addressing table: found in a few nanoseconds.
struct RoutingVocabulary: Sendable {
    /// A text as a vector of length at most 1.
    struct Vector: Sendable {
        var indices: [Int32] = []
        var values: [Float] = []
    }

    private(set) var count = 0
    private var keys: [UInt64] = []
    private var slots: [Int32] = []
    private var mask = 0
    private var rarity: [Float] = []
    /// The rarity of what was never seen.
    private var novelty: Float = 1
    private let scarcity: Float
    /// How much an unknown word takes from what the known ones say.
    private static let unknownWordShare: Float = 0.7
    /// From so many rows on, a feature of one row only is noise.
    private static let manyRows = 1_000

    /// Learns the features of the rows. Indices follow the order of first appearance.
    init(_ rows: [RoutingCorpus.Row], at positions: [Int], scarcity: Float) {
        self.scarcity = scarcity
        grow(toHold: 1_024)
        var frequencies: [Int32] = []
        var kinds: [RoutingFeature.Kind] = []
        for position in positions {
            for feature in rows[position].features {
                let index = insert(feature.hash)
                if index == frequencies.count {
                    frequencies.append(1)
                    kinds.append(feature.kind)
                } else {
                    frequencies[index] += 1
                }
            }
        }
        keep(frequencies, kinds, rowCount: positions.count)
    }

    private mutating func keep(_ frequencies: [Int32], _ kinds: [RoutingFeature.Kind], rowCount: Int) {
        let least: Int32 = rowCount >= Self.manyRows ? 2 : 1
        let known = keys
        let all = Float(rowCount) + 1
        novelty = RoutingMath.logarithm(all / 2) + 1
        keys = []
        count = 0
        slots = []
        grow(toHold: known.count)
        for (index, key) in known.enumerated() {
            let frequency = frequencies[index]
            guard frequency >= (kinds[index] == .literal ? 2 : least) else { continue }
            _ = insert(key)
            rarity.append(RoutingMath.logarithm(all / Float(1 + frequency)) + 1)
        }
    }

    /// The vector of a text's features, weighted by rarity and scaled to length 1; unknown words count in the length, so
    /// that a text of mostly unknown words is a short vector.
    func vector(of features: [RoutingFeature]) -> Vector {
        var vector = Vector()
        vector.indices.reserveCapacity(features.count)
        vector.values.reserveCapacity(features.count)
        var square: Float = 0
        var hasContent = false
        for feature in features {
            let index = find(feature.hash)
            if feature.kind == .word, feature.weight == 1 { hasContent = true }
            if index >= 0 {
                let value = feature.weight * rarity[index]
                square += value * value
                vector.indices.append(Int32(truncatingIfNeeded: index))
                vector.values.append(value)
            } else if feature.kind == .word {
                let value = feature.weight * novelty
                square += Self.unknownWordShare * value * value
            }
        }
        if !hasContent {
            let floor = novelty * scarcity
            square = max(square, floor * floor)
        }
        guard square > 0 else { return vector }
        let scale = 1 / square.squareRoot()
        for position in vector.values.indices { vector.values[position] *= scale }
        return vector
    }

    /// The feature's index; -1 when it is unknown.
    private func find(_ key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key) & mask
        while true {
            let index = Int(slots[slot])
            if index < 0 || keys[index] == key { return index }
            slot = (slot + 1) & mask
        }
    }

    private mutating func insert(_ key: UInt64) -> Int {
        if count * 2 >= slots.count { grow(toHold: count * 2) }
        var slot = Int(truncatingIfNeeded: key) & mask
        while true {
            let index = Int(slots[slot])
            if index < 0 {
                slots[slot] = Int32(truncatingIfNeeded: count)
                keys.append(key)
                count += 1
                return count - 1
            }
            if keys[index] == key { return index }
            slot = (slot + 1) & mask
        }
    }

    private mutating func grow(toHold entries: Int) {
        var size = 64
        while size < entries * 2 + 2 { size *= 2 }
        mask = size - 1
        slots = [Int32](repeating: -1, count: size)
        for (index, key) in keys.enumerated() {
            var slot = Int(truncatingIfNeeded: key) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
    }
}
