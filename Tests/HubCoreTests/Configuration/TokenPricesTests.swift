import FoundationEssentials
import HubCore
import Testing

struct TokenPricesTests {
    private func cost(_ prices: TokenPrices, _ input: Int, _ output: Int, cached: Int = 0) -> Int64 {
        prices.cost(of: TokenUsage(inputTokens: input, outputTokens: output, cachedInputTokens: cached))
    }

    /// 0.15, 0.60 and 0.075 dollars a million.
    private let mini = TokenPrices(input: 150_000_000, output: 600_000_000, cachedInput: 75_000_000, from: "")

    @Test func whatIsWrittenToACacheCostsAQuarterMore() {
        let prices = TokenPrices(input: 4_000_000, output: 8_000_000, cachedInput: 1_000_000, from: "")
        // 10 plain, 20 written, 70 read, 5 of output.
        let usage = TokenUsage(inputTokens: 100, outputTokens: 5, cachedInputTokens: 70, cacheWriteTokens: 20)
        #expect(prices.cost(of: usage) == 10 * 4 + 20 * 5 + 70 + 5 * 8)
    }

    @Test func countsCachedInputAtItsOwnPrice() {
        #expect(cost(mini, 1_000_000, 1_000_000) == 750_000_000)
        #expect(cost(mini, 1000, 100, cached: 400) == 600 * 150 + 400 * 75 + 100 * 600)
        // Without a price of its own, as other input; and there is no more of it than input.
        #expect(cost(TokenPrices(input: 3_000_000, output: 0, from: ""), 10, 0, cached: 10) == 30)
        #expect(cost(mini, 10, 0, cached: 50) == 750)
        #expect(cost(mini, -5, -5, cached: -5) == 0)
    }

    /// The sum is rounded once, half up.
    @Test func roundsToWholeNanodollars() {
        #expect(cost(TokenPrices(input: 499_999, output: 0, from: ""), 1, 0) == 0)
        #expect(cost(TokenPrices(input: 500_000, output: 0, from: ""), 1, 0) == 1)
        #expect(cost(TokenPrices(input: 250_000, output: 250_000, from: ""), 1, 1) == 1)
        #expect(cost(TokenPrices(input: 250_000, output: 249_999, from: ""), 1, 1) == 0)
    }

    @Test func isBoundedSoThatNoSumOverflows() {
        let dear = TokenPrices(input: 9_999_999_999_999_999, output: 9_999_999_999_999_999, from: "")
        #expect(cost(dear, 999, 0) == 9_990_000_000_000)
        for tokens in [1001, 100_000_000, 1 << 40, .max] {
            #expect(cost(dear, tokens, tokens) == TokenPrices.maximumCost)
        }
        let entry = UsageEntry(
            provider: "openai", model: "m", agent: nil, usage: .zero, isEstimated: false,
            costNanodollars: cost(dear, .max, .max), succeeded: true)
        #expect([UsageEntry](repeating: entry, count: 1000).cost == 1000 * TokenPrices.maximumCost)
    }

    @Test func aDaysPricesHoldUntilTheNextOnes() {
        let one = TokenPrices(input: 1, output: 1, from: "2025-03-01")
        let two = TokenPrices(input: 2, output: 2, from: "2025-06-01")
        var list = PriceList([two, one])
        #expect(list.prices == [one, two])
        #expect(list.prices(on: "2025-05-31") == one)
        #expect(list.prices(on: "2025-06-01") == two)
        #expect(list.prices(on: "2030-01-01") == two)
        // Nothing is free by a gap.
        #expect(list.prices(on: "2020-01-01") == one)
        #expect(PriceList.free.prices(on: "2025-06-01") == nil)
        let three = TokenPrices(input: 3, output: 3, from: "2025-06-01")
        list.set(three)
        #expect(list.prices == [one, three])
    }

    @Test func onlyTheEmbeddedModelIsPricedWithoutPrices() {
        for provider in ModelProviderKind.allCases {
            #expect(LanguageModel(name: "m", provider: provider).isPriced == (provider == .builtin))
            #expect(LanguageModel(name: "m", provider: provider, prices: PriceList([mini])).isPriced)
        }
    }

    @Test func aDayBeginsAtMidnightInUTC() {
        for (seconds, start) in [(0, 0), (86_399.9, 0), (86_400, 86_400), (-1, -86_400)] as [(Double, Double)] {
            #expect(Date(timeIntervalSince1970: seconds).startOfUTCDay.timeIntervalSince1970 == start)
        }
        #expect(Date(timeIntervalSince1970: 1_795_334_400).utcDay == "2026-11-22")
    }

    /// Prices are a tenant's word, and a count is its server's: neither may end the process.
    @Test func noSumOfCallsOverflows() throws {
        let dear = TokenPrices(input: .max, output: .max, from: "")
        let count = TokenUsage(inputTokens: 1 << 40, outputTokens: 1 << 40)
        let entries = [dear.cost(of: count), .max, -5].map { cost in
            UsageEntry(provider: "p", model: "m", agent: nil, usage: count, costNanodollars: cost, succeeded: true)
        }
        try #require(entries.map(\.costNanodollars) == [TokenPrices.maximumCost, TokenPrices.maximumCost, 0])
        #expect(entries.cost == 2 * TokenPrices.maximumCost)
    }
}
