import HubCore

/// Arrays.
extension Evaluation {
    /// Up to so many items are compared pair by pair rather than by their hashes.
    private static let pairwiseThreshold = 6

    mutating func apply(
        _ shared: Shared<ArrayRules>, _ node: SchemaNode, _ items: [JSONValue], _ marks: inout EvaluatedMarks
    ) -> Bool {
        let before = failures
        if let minimum = shared.rules.minimumItems, items.count < minimum,
            fails(node, .minItems, ViolationWording.minimumItems(minimum, items.count))
        {
            return false
        }
        if let maximum = shared.rules.maximumItems, items.count > maximum,
            fails(node, .maxItems, ViolationWording.maximumItems(maximum, items.count))
        {
            return false
        }
        for (position, number) in shared.rules.prefix.enumerated() where position < items.count {
            marks.mark(position)
            if !evaluate(number, items[position], at: .item(position)), mode == .deciding { return false }
        }
        if let rest = shared.rules.rest, items.count > shared.rules.prefix.count {
            marks.markAll()
            if !applyRest(rest, node, items, shared.rules.prefix.count, shared.rules.restKeyword) { return false }
        }
        if shared.rules.mustBeUnique, let pair = Self.equalPair(in: items),
            fails(node, .uniqueItems, ViolationWording.equalItems(pair.first, pair.second))
        {
            return false
        }
        if let contains = shared.rules.contains, !applyContains(contains, shared, node, items, &marks) { return false }
        return failures == before
    }

    /// False when the caller must stop.
    private mutating func applyRest(
        _ rest: Int, _ node: SchemaNode, _ items: [JSONValue], _ start: Int, _ keyword: SchemaKeyword
    ) -> Bool {
        if graph.nodes[rest].verdict == .never {
            return !fails(node, keyword, ViolationWording.maximumItems(start, items.count))
        }
        if graph.nodes[rest].verdict == .always { return true }
        for position in start..<items.count {
            if !evaluate(rest, items[position], at: .item(position)), mode == .deciding { return false }
        }
        return true
    }

    /// False when the caller must stop.
    private mutating func applyContains(
        _ contains: Int, _ shared: Shared<ArrayRules>, _ node: SchemaNode, _ items: [JSONValue],
        _ marks: inout EvaluatedMarks
    ) -> Bool {
        let minimum = shared.rules.minimumContained
        let maximum = shared.rules.maximumContained
        let mustMark = marks.isTracking && shared.rules.containsEvaluates
        var count = 0
        for (position, item) in items.enumerated() {
            if !mustMark, maximum == nil, count >= minimum { break }
            guard tries(contains, item, at: .item(position)) else { continue }
            count += 1
            if mustMark { marks.mark(position) }
        }
        if count < minimum, fails(node, .contains, ViolationWording.minimumContained(minimum, count)) { return false }
        if let maximum, count > maximum, fails(node, .maxContains, ViolationWording.maximumContained(maximum, count)) {
            return false
        }
        return true
    }

    private static func equalPair(in items: [JSONValue]) -> (first: Int, second: Int)? {
        if items.count <= pairwiseThreshold {
            for second in items.indices.dropFirst() {
                for first in 0..<second where items[first] == items[second] { return (first, second) }
            }
            return nil
        }
        var seen: [JSONValue: Int] = [:]
        seen.reserveCapacity(items.count)
        for (position, item) in items.enumerated() {
            if let first = seen.updateValue(position, forKey: item) { return (first, position) }
        }
        return nil
    }
}
