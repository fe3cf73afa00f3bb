/// Finds a row's fields on the pages of a document.
package struct FieldReader: Sendable {
    private let rules: [FieldRule]

    package init(_ rules: [FieldRule]) { self.rules = rules }

    /// The values that were found, by the fields' names; those until `goesOn` says no, which it is asked before each try.
    package func read(_ pages: [ReadPage], goesOn: () -> Bool = { true }) -> [String: FieldValue] {
        let sheets = pages.map { Sheet($0, rules: rules) }
        var values: [String: FieldValue] = [:]
        for (index, rule) in rules.enumerated() {
            let candidates = sheets.filter { rule.pages.contain($0.page.number, of: pages) }
                .flatMap { FieldSearch(rule: rule, index: index, sheet: $0).candidates(goesOn) }
            values[rule.name] = rule.occurrence.choice(of: candidates)
        }
        return values
    }
}

/// A value that may be a field's.
struct FieldCandidate {
    var value: FieldValue
    /// Of the anchor: 1 is letter for letter.
    var likeness: Double
}

extension FieldRule.Pages {
    fileprivate func contain(_ number: Int, of pages: [ReadPage]) -> Bool {
        switch self {
        case .any: true
        case .first: number == pages.first?.number
        case .last: number == pages.last?.number
        case .number(let wanted): number == wanted
        }
    }
}

extension FieldRule.Occurrence {
    /// Of the candidates whose anchors fit about as well as the best one's.
    fileprivate func choice(of candidates: [FieldCandidate]) -> FieldValue? {
        let best = candidates.map(\.likeness).max() ?? 0
        let likely = candidates.filter { $0.likeness >= best - 0.1 }
        switch self {
        case .last: return likely.last?.value
        case .number(let number): return likely.indices.contains(number - 1) ? likely[number - 1].value : nil
        }
    }
}
