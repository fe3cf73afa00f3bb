import FoundationEssentials
import HubCore

extension TokenPrices {
    /// The tokens that prices on the wire are for.
    static let wireTokens = 1_000_000

    var json: JSONValue {
        var members: JSONObject = [
            "from": .string(from), "per": .int(Self.wireTokens), "currency": "USD",
            "input": .string(Self.dollars(input)), "output": .string(Self.dollars(output)),
        ]
        members["cached_input"] = cachedInput.map { .string(Self.dollars($0)) } ?? .null
        return .object(members)
    }

    /// Nano-dollars as dollars, exactly, with two decimals or as many as it takes: 150,000,000 is `0.15`.
    private static func dollars(_ price: Int64) -> String {
        var digits = Substring(String(price % 1_000_000_000 + 1_000_000_000).dropFirst())
        while digits.last == "0", digits.count > 2 { digits = digits.dropLast() }
        return "\(price / 1_000_000_000).\(digits)"
    }
}

extension Field where Value == TokenPrices {
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

    private static let shape = BodyShape(
        "TokenPrices", required: ["from", "input", "output"],
        [
            from.description, per.description, currency.description, input.description, output.description,
            cached.description,
        ])

    static func prices(_ name: String, _ text: String) -> Field {
        .nested(name, shape, text) { reader in
            _ = reader.value(per)
            _ = reader.value(currency)
            return TokenPrices(
                input: reader.value(input) ?? 0, output: reader.value(output) ?? 0, cachedInput: reader.value(cached),
                from: reader.value(from) ?? "")
        }
    }

    /// Dollars a million tokens as text, read as whole nano-dollars.
    private static func amount(_ name: String, _ text: String) -> Field<Int64> {
        .parsed(
            name, text, pattern: "^(0|[1-9][0-9]{0,6})([.][0-9]{1,9})?$",
            rule: "a decimal in a string, such as \"0.15\", below 10000000 and with nine decimals at the most"
        ) { text in
            guard text.utf8.count <= 20, !text.hasPrefix("-"),
                text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
                let dollars = JSONNumber(literal: text)?.decimal
            else { return nil }
            let price = JSONDecimal(isNegative: false, digits: dollars.digits, exponent: dollars.exponent + 9)
            return price.intValue.flatMap { $0 < 10_000_000_000_000_000 ? Int64($0) : nil }
        }
    }
}
