import FoundationEssentials
import HubCore

extension TokenPrices {
    /// The tokens that prices on the wire are for.
    static let wireTokens = 1_000_000

    var json: JSONValue {
        var members: JSONObject = [
            "from": .string(from), "per": .int(Self.wireTokens), "currency": "USD",
            "input": .string(Nanodollars.short(input)), "output": .string(Nanodollars.short(output)),
        ]
        members["cached_input"] = cachedInput.map { .string(Nanodollars.short($0)) } ?? .null
        return .object(members)
    }
}

/// Prices as a body has them.
enum PriceFields {
    private enum Currency: String, CaseIterable, Sendable {
        case dollar = "USD"
    }

    private static let from = Field<String>(
        "from", ["type": "string", "format": "date"], "The day from which they hold."
    ) { value throws(FieldFault) in
        guard let text = value.stringValue, Date(day: text) != nil else {
            throw FieldFault("must be a day such as \"2025-01-01\".")
        }
        return text
    }
    private static let per = Field<Int>.integer(
        "per", in: TokenPrices.wireTokens...TokenPrices.wireTokens, "The tokens that a price is for (1000000).")
    private static let currency = Field<Currency>.word("currency", "USD and no other.")
    private static let input = amount("input", "Of input; \"0\" where it costs nothing.")
    private static let output = amount("output", "Of output; \"0\" where it costs nothing.")
    private static let cached = amount("cached_input", "Of input that the provider had cached; null: as other input.")

    /// The days that a model may have prices from.
    static let maximum = 100

    static let shape = BodyShape(
        "TokenPrices", required: ["from", "input", "output"],
        [
            from.description, per.description, currency.description, input.description, output.description,
            cached.description,
        ])

    /// One object, the prices from a day on, or the list of all.
    static func change(_ name: String, _ text: String) -> Field<PriceChange> {
        var schema = shape.schema
        schema["type"] = ["object", "array"]
        schema["items"] = .object(shape.schema)
        schema["maxItems"] = .int(maximum)
        return Field(name, schema, text) { value throws(FieldFault) in
            if value.arrayValue == nil { return .added(try one.read(value)) }
            let prices = try list.read(value)
            var days: Set<String> = []
            for (index, price) in prices.enumerated() where !days.insert(price.from).inserted {
                throw FieldFault([
                    FieldProblem(pointer: "/\(index)/from", message: "is the day of other prices of the list.")
                ])
            }
            return .replaced(PriceList(prices))
        }
    }

    private static let one = Field<TokenPrices>.nested("", shape, "") { prices(&$0) }
    private static let list = Field<[TokenPrices]>.list("", of: shape, maximum: maximum, "") { prices(&$0) }

    private static func prices(_ reader: inout BodyReader) -> TokenPrices {
        _ = reader.value(per)
        _ = reader.value(currency)
        return TokenPrices(
            input: reader.value(input) ?? 0, output: reader.value(output) ?? 0, cachedInput: reader.value(cached),
            from: reader.value(from) ?? "")
    }

    private static func amount(_ name: String, _ text: String) -> Field<Int64> {
        .dollars(name, text, digits: 7)
    }
}

/// What a body says of a model's prices.
enum PriceChange: Sendable {
    /// Those that hold from a day on, in the place of others from that day.
    case added(TokenPrices)
    case replaced(PriceList)

    /// False where that would be prices from more days than a row may have.
    func apply(to prices: inout PriceList) -> Bool {
        switch self {
        case .added(let price): prices.set(price)
        case .replaced(let list): prices = list
        }
        return prices.prices.count <= PriceFields.maximum
    }
}
