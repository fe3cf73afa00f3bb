/// Rules behind a reference, so that looking at one of them copies none.
final class Shared<Rules: Sendable>: Sendable {
    let rules: Rules

    init(_ rules: Rules) { self.rules = rules }
}
