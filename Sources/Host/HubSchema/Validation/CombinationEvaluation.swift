import HubCore

/// The keywords that apply further schemas to the same place.
extension Evaluation {
    mutating func apply(
        _ shared: Shared<CombinationRules>, _ node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks
    ) -> Bool {
        let before = failures
        for number in shared.rules.allOf {
            if !evaluate(number, value, &marks), mode == .deciding { return false }
        }
        if !shared.rules.anyOf.isEmpty, !applyAnyOf(shared.rules.anyOf, node, value, &marks) { return false }
        if !shared.rules.oneOf.isEmpty, !applyOneOf(shared.rules.oneOf, node, value, &marks) { return false }
        if let not = shared.rules.not {
            var ignored = EvaluatedMarks.ignored
            if tries(not, value, &ignored), fails(node, .not, "is of a form that is not allowed here") { return false }
        }
        if let condition = shared.rules.condition {
            var own = marks.empty
            let holds = tries(condition, value, &own)
            if holds { marks.formUnion(own) }
            if let branch = holds ? shared.rules.then : shared.rules.otherwise,
                !evaluate(branch, value, &marks), mode == .deciding
            {
                return false
            }
        }
        return failures == before && !isExhausted
    }

    /// False when the caller must stop.
    private mutating func applyAnyOf(
        _ numbers: [Int], _ node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks
    ) -> Bool {
        var isAccepted = false
        for number in numbers {
            var own = marks.empty
            guard tries(number, value, &own) else { continue }
            isAccepted = true
            // Each branch that accepts evaluates something of its own.
            guard marks.isTracking else { break }
            marks.formUnion(own)
        }
        if isAccepted { return true }
        let reasons = mode == .explaining ? reasons(of: numbers, against: value) : []
        return !fails(node, .anyOf, ViolationWording.noBranch(numbers.count, reasons))
    }

    /// False when the caller must stop.
    private mutating func applyOneOf(
        _ numbers: [Int], _ node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks
    ) -> Bool {
        var count = 0
        for number in numbers {
            var own = marks.empty
            guard tries(number, value, &own) else { continue }
            count += 1
            if count > 1 { break }
            marks.formUnion(own)
        }
        if count == 1 { return true }
        let reasons = mode == .explaining && count == 0 ? reasons(of: numbers, against: value) : []
        return !fails(
            node, .oneOf,
            count == 0
                ? ViolationWording.noBranch(numbers.count, reasons) : ViolationWording.severalBranches(numbers.count))
    }

    /// What no other keyword of the node and of the nodes at its place has evaluated.
    mutating func applyUnevaluated(of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks) -> Bool {
        let before = failures
        if let number = node.unevaluatedItems, case .array(let items) = value {
            for (position, item) in items.enumerated() where !marks.contains(position) {
                let isValid = applyUnevaluated(
                    number, node, .unevaluatedItems, item, at: .item(position),
                    ViolationWording.unknownItem(position))
                if !isValid, mode == .deciding { return false }
            }
            marks.markAll()
        }
        if let number = node.unevaluatedProperties, case .object(let object) = value {
            for position in 0..<object.count where !marks.contains(position) {
                let (name, member) = object[position: position]
                let isValid = applyUnevaluated(
                    number, node, .unevaluatedProperties, member, at: .member(name),
                    ViolationWording.unknownMember(name, []))
                if !isValid, mode == .deciding { return false }
            }
            marks.markAll()
        }
        return failures == before && !isExhausted
    }

    private mutating func applyUnevaluated(
        _ number: Int, _ node: SchemaNode, _ keyword: SchemaKeyword, _ value: JSONValue, at step: Step,
        _ wording: @autoclosure () -> String
    ) -> Bool {
        guard graph.nodes[number].verdict == .never else { return evaluate(number, value, at: step) }
        _ = fails(node, keyword, wording())
        return false
    }
}
