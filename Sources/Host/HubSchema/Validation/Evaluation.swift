import HubCore

/// One application of a compiled schema to one instance.
///
/// Deciding, it stops at the first failure. Explaining, it goes on after one and notes each; what is only tried (a
/// branch of `anyOf`, say) is decided.
struct Evaluation {
    enum Mode {
        case deciding
        case explaining
    }

    enum Step {
        case member(String)
        case item(Int)
    }

    let graph: SchemaGraph
    var mode: Mode
    let isExplaining: Bool
    /// Whether a bound was spent, after which nothing is valid.
    private(set) var isExhausted = false
    var evaluationsLeft = EvaluationLimits.evaluations
    var patternEffort = EvaluationLimits.patternEffort
    /// Set while the reasons of one violation are gathered, so that they are not given reasons of their own.
    var isGivingReasons = false
    private(set) var failures = 0
    var violations: [SchemaViolation] = []
    private(set) var path: [Step] = []
    private var depth = 0
    /// The resources entered, the outermost first; only kept for graphs that ask.
    private var scope: [Int] = []

    init(_ graph: SchemaGraph, _ mode: Mode) {
        self.graph = graph
        self.mode = mode
        isExplaining = mode == .explaining
    }

    mutating func evaluate(_ instance: JSONValue) -> Bool {
        var marks = EvaluatedMarks.ignored
        return evaluate(graph.root, instance, &marks) && !isExhausted
    }

    /// What was noted, never nothing.
    var result: [SchemaViolation] {
        guard violations.isEmpty else { return violations }
        let node = graph.nodes[graph.root]
        return [
            SchemaViolation(
                instancePointer: JSONPointer(), keyword: "false", schemaPointer: node.pointer,
                message: "the value does not match the schema")
        ]
    }

    /// Whether the node accepts the value. What it evaluates is marked, which counts only if it does.
    mutating func evaluate(_ number: Int, _ value: JSONValue, _ marks: inout EvaluatedMarks) -> Bool {
        let node = graph.nodes[number]
        switch node.verdict {
        case .always: return true
        case .never:
            _ = fails(node, nil, "is not allowed")
            return false
        case .conditional: break
        }
        guard !isExhausted, mode == .deciding || violations.count < EvaluationLimits.violations else { return false }
        evaluationsLeft -= 1
        guard evaluationsLeft > 0, depth < EvaluationLimits.depth else {
            exhaust(node, nil, "takes more steps to check than are allowed: it is too large or too deep")
            return false
        }
        depth += 1
        defer { depth -= 1 }
        guard graph.usesDynamicScope, scope.last != node.resource else { return apply(node, value, &marks) }
        scope.append(node.resource)
        defer { scope.removeLast() }
        return apply(node, value, &marks)
    }

    private mutating func apply(_ node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks) -> Bool {
        guard node.unevaluatedItems != nil || node.unevaluatedProperties != nil else {
            return applyKeywords(of: node, value, &marks)
        }
        var own = EvaluatedMarks.none
        var isValid = applyKeywords(of: node, value, &own)
        if isValid || mode == .explaining { isValid = applyUnevaluated(of: node, value, &own) && isValid }
        marks.formUnion(own)
        return isValid
    }

    private mutating func applyKeywords(
        of node: SchemaNode, _ value: JSONValue, _ marks: inout EvaluatedMarks
    ) -> Bool {
        let before = failures
        if let types = node.types, !types.contains(typeOf: value) {
            if fails(node, .type, ViolationWording.type(types, value)) { return false }
        } else {
            switch value {
            case .string(let text):
                if let strings = node.strings, !apply(strings.rules, node, text), mode == .deciding { return false }
            case .number(let number):
                if let numbers = node.numbers, !apply(numbers.rules, node, number), mode == .deciding { return false }
            case .array(let items):
                if let arrays = node.arrays, !apply(arrays, node, items, &marks), mode == .deciding { return false }
            case .object(let members):
                if let objects = node.objects, !apply(objects, node, members, value, &marks), mode == .deciding {
                    return false
                }
            case .null, .bool: break
            }
        }
        if let values = node.values {
            if let constant = values.rules.constant, constant != value,
                fails(node, .const, ViolationWording.constant(constant))
            {
                return false
            }
            if !values.rules.allows(value), fails(node, .enum, ViolationWording.choice(values.rules.allowed ?? [])) {
                return false
            }
        }
        for reference in node.references {
            if !evaluate(target(of: reference), value, &marks), mode == .deciding { return false }
        }
        if let combination = node.combination, !apply(combination, node, value, &marks), mode == .deciding {
            return false
        }
        return failures == before && !isExhausted
    }

    /// A dynamic reference leads to the outermost resource in scope that has the anchor.
    private func target(of reference: SchemaReference) -> Int {
        switch reference {
        case .fixed(let node, _): return node
        case .dynamic(let anchor, let fallback):
            for resource in scope {
                if let node = graph.dynamicAnchors[resource][anchor] { return node }
            }
            return fallback
        }
    }

    /// Tries a node without noting why it fails.
    mutating func tries(_ number: Int, _ value: JSONValue, _ marks: inout EvaluatedMarks) -> Bool {
        let before = (mode, failures)
        mode = .deciding
        let isValid = evaluate(number, value, &marks)
        (mode, failures) = before
        return isValid
    }

    /// Evaluates one step deeper in the instance.
    @inline(__always)
    mutating func evaluate(_ number: Int, _ value: JSONValue, at step: @autoclosure () -> Step) -> Bool {
        if isExplaining { path.append(step()) }
        var marks = EvaluatedMarks.ignored
        let isValid = evaluate(number, value, &marks)
        if isExplaining { path.removeLast() }
        return isValid
    }

    @inline(__always)
    mutating func tries(_ number: Int, _ value: JSONValue, at step: @autoclosure () -> Step) -> Bool {
        if isExplaining { path.append(step()) }
        var marks = EvaluatedMarks.ignored
        let isValid = tries(number, value, &marks)
        if isExplaining { path.removeLast() }
        return isValid
    }

    /// Notes a failure. True when the caller must stop.
    mutating func fails(
        _ node: SchemaNode, _ keyword: SchemaKeyword?, _ wording: @autoclosure () -> String
    ) -> Bool {
        failures += 1
        if mode == .deciding { return true }
        note(node, keyword, wording())
        return violations.count >= EvaluationLimits.violations
    }

    /// Ends the whole evaluation, since a bound is spent.
    mutating func exhaust(_ node: SchemaNode, _ keyword: SchemaKeyword?, _ wording: @autoclosure () -> String) {
        if isExplaining { note(node, keyword, wording()) }
        failures += 1
        isExhausted = true
    }

    private mutating func note(_ node: SchemaNode, _ keyword: SchemaKeyword?, _ predicate: String) {
        guard violations.count < EvaluationLimits.violations, !isExhausted else { return }
        let violation = SchemaViolation(
            instancePointer: JSONPointer(tokens: path.map(ViolationWording.token)),
            keyword: keyword?.rawValue ?? "false",
            schemaPointer: keyword.map { node.pointer.appending($0.rawValue) } ?? node.pointer,
            message: ViolationWording.subject(path) + " " + predicate)
        // Several parts of a schema may say the same.
        let isKnown = violations.contains {
            $0.message == violation.message && $0.instancePointer == violation.instancePointer
        }
        if !isKnown { violations.append(violation) }
    }

    /// Up to three nodes' first objections to the value, without those of their own branches.
    mutating func reasons(of numbers: some Sequence<Int>, against value: JSONValue) -> [String] {
        guard !isGivingReasons else { return [] }
        let before = (mode, failures, violations)
        isGivingReasons = true
        var reasons: [String] = []
        for number in numbers.prefix(3) where !isExhausted {
            (mode, violations) = (.explaining, [])
            var marks = EvaluatedMarks.ignored
            if !evaluate(number, value, &marks), let first = violations.first {
                reasons.append(ViolationWording.predicate(of: first, at: path))
            }
        }
        isGivingReasons = false
        (mode, failures, violations) = before
        return reasons
    }
}
