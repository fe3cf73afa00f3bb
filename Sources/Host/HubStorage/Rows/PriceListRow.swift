import HubCore

/// A model's prices as the JSON of a column: `[{"from": "2025-01-01", "input": 150000000, "output": 600000000}]`, in
/// nano-dollars a million tokens.
enum PriceListRow {
    static func json(_ list: PriceList) -> JSONValue {
        .array(
            list.prices.map { price in
                var members: JSONObject = [
                    "from": .string(price.from), "input": .number(JSONNumber(price.input)),
                    "output": .number(JSONNumber(price.output)),
                ]
                members["cached_input"] = price.cachedInput.map { .number(JSONNumber($0)) }
                return .object(members)
            })
    }

    /// nil where the JSON is no such list.
    static func prices(_ json: JSONValue) -> PriceList? {
        guard let rows = json.arrayValue else { return nil }
        var prices: [TokenPrices] = []
        for row in rows {
            guard let from = row["from"]?.stringValue, let input = row["input"]?.intValue,
                let output = row["output"]?.intValue
            else { return nil }
            prices.append(
                TokenPrices(
                    input: Int64(input), output: Int64(output),
                    cachedInput: row["cached_input"]?.intValue.map { Int64($0) }, from: from))
        }
        return PriceList(prices)
    }
}
