import PluginSDK

/// Which pages of a document are to be read, from 1.
enum PageSelection: Sendable, Hashable {
    case all
    /// In ascending order, each once, none below 1.
    case some([Int])

    private static let wanted =
        "pages is a list of page numbers from 1, such as [1, 3], or a range such as \"1-3\" or \"2\"."
    /// No document that is read has as many.
    private static let largest = 100_000

    /// `"1-3"`, `"1-3,7"`, `[1, 3]`; null and absent: all.
    init(_ value: JSON?) throws(ToolError) {
        switch value {
        case nil, .null: self = .all
        case .array(let elements): self = try Self.listed(elements)
        case .string(let text): self = try Self.ranged(text)
        case .number(let number):
            guard let page = number.intValue else { throw Self.refusal }
            self = try Self.checked([page])
        case .bool, .object: throw Self.refusal
        }
    }

    private static func listed(_ elements: [JSON]) throws(ToolError) -> PageSelection {
        var pages: [Int] = []
        for element in elements {
            guard let page = element.numberValue?.intValue else { throw refusal }
            pages.append(page)
        }
        return try checked(pages)
    }

    private static func ranged(_ text: String) throws(ToolError) -> PageSelection {
        var pages: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
                .map { Int($0.filter { !$0.isWhitespace }) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 1,
                first <= last,
                last <= largest, pages.count < largest
            else { throw refusal }
            pages += first...last
        }
        return try checked(pages)
    }

    private static func checked(_ pages: [Int]) throws(ToolError) -> PageSelection {
        guard !pages.isEmpty, pages.allSatisfy({ (1...largest).contains($0) }) else { throw refusal }
        return .some(Set(pages).sorted())
    }

    private static var refusal: ToolError { ToolError(.invalidInput, wanted) }
}
