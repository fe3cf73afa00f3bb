import HubCore

/// The sources of an agent's answer, as its tools named them: what a result has under `citations`, each an object whose
/// `id` is the number that the answer's words cite it by.
struct Citations: Sendable {
    private static let maximum = 50

    /// Those that the words cite as `[id]`. Where a language model cites none, all that it was given: it read them. The
    /// embedded model cites whatever it quotes.
    let given: [JSONValue]

    init(_ result: AgentLoopResult) {
        guard case .answered(let words) = result.ending else {
            given = []
            return
        }
        let all = result.toolCalls.flatMap { call in
            (call.result?["citations"]?.arrayValue ?? []).filter { $0.objectValue != nil }
        }
        let cited = all.isEmpty ? [] : Self.numbers(in: words)
        let named = all.filter { $0["id"]?.intValue.map(cited.contains) ?? false }
        let quotesItself = result.answered?.provider == .builtin
        given = Array((named.isEmpty && !quotesItself ? all : named).prefix(Self.maximum))
    }

    /// The numbers that stand in brackets, as in `[2]` and `[1, 3]`.
    private static func numbers(in words: String) -> Set<Int> {
        var numbers: Set<Int> = []
        for group in words.split(separator: "[").dropFirst() {
            guard let end = group.firstIndex(of: "]"), group[..<end].utf8.count <= 40 else { continue }
            let parts = group[..<end].split(separator: ",").map { Int($0.filter { $0 != " " }) }
            if parts.allSatisfy({ $0 != nil }) { numbers.formUnion(parts.compactMap { $0 }) }
        }
        return numbers
    }
}
