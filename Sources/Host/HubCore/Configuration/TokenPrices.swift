/// What a model's tokens cost from a day on, in nano-dollars (10⁻⁹ USD) a million tokens, so that sums stay integers.
package struct TokenPrices: Sendable, Hashable {
    /// Tokens that a price is for.
    package static let unit: Int64 = 1_000_000

    /// Of one call: ten thousand dollars, more than any costs. So neither a server that lies about what it used nor a
    /// tenant's own prices can make a sum overflow.
    package static let maximumCost: Int64 = 10_000 * Nanodollars.dollar

    package var input: Int64
    package var output: Int64
    /// Of input that the provider had cached; nil: as other input.
    package var cachedInput: Int64?
    /// The day from which they hold, UTC, as `2025-01-01`; empty: from ever.
    package var from: String

    package init(input: Int64, output: Int64, cachedInput: Int64? = nil, from: String) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.from = from
    }

    /// In nano-dollars, rounded half up; `maximumCost` at the most. Input that was written to a cache costs a quarter more
    /// than other input: what Anthropic asks for its cache of five minutes, the only one that is written to
    /// (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching).
    package func cost(of usage: TokenUsage) -> Int64 {
        let cached = max(0, min(usage.cachedInputTokens, usage.inputTokens))
        let written = max(0, min(usage.cacheWriteTokens, usage.inputTokens - cached))
        var whole = Int64.zero
        var rest = Int64.zero
        for (tokens, price) in [
            (usage.inputTokens - cached - written, input), (written, input / 4 + min(input, .max - input / 4)),
            (cached, cachedInput ?? input), (usage.outputTokens, output),
        ] {
            // The product may be wider than 64 bits; a million parts of it are not.
            let product = Int64(max(0, tokens)).multipliedFullWidth(by: max(0, price))
            guard product.high < Self.unit / 2 else { return Self.maximumCost }
            let (quotient, remainder) = Self.unit.dividingFullWidth(product)
            let (sum, overflows) = whole.addingReportingOverflow(quotient)
            if overflows { return Self.maximumCost }
            (whole, rest) = (sum, rest + remainder)
        }
        return min(min(whole, Self.maximumCost) + (rest + Self.unit / 2) / Self.unit, Self.maximumCost)
    }
}

/// A model's prices by the days from which they hold: what was used before a day keeps the price that it had.
package struct PriceList: Sendable, Hashable {
    /// The earliest first, one a day.
    package private(set) var prices: [TokenPrices]

    /// Of two for one day the later one counts.
    package init(_ prices: [TokenPrices]) {
        var byDay: [String: TokenPrices] = [:]
        for price in prices { byDay[price.from] = price }
        self.prices = byDay.values.sorted { $0.from < $1.from }
    }

    package static let free = PriceList([])

    package var isEmpty: Bool { prices.isEmpty }

    /// Those in force on a day (`2025-01-01`, UTC); before the first day, the first ones: nothing is free by a gap.
    package func prices(on day: String) -> TokenPrices? { prices.last { $0.from <= day } ?? prices.first }

    /// 0 without prices.
    package func cost(of usage: TokenUsage, on day: String) -> Int64 { prices(on: day)?.cost(of: usage) ?? 0 }

    /// With these in the place of those that hold from the same day.
    package mutating func set(_ added: TokenPrices) { self = PriceList(prices + [added]) }
}
