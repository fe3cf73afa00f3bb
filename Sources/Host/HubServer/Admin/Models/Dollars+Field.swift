import HubCore

extension Field where Value == Int64 {
    /// Dollars as a decimal in a string, read as whole nano-dollars; `digits` before the point at the most.
    static func dollars(_ name: String, _ text: String, digits: Int) -> Field {
        let limit = (0..<digits).reduce(Int64(1)) { limit, _ in limit * 10 }
        return .parsed(
            name, text, pattern: "^(0|[1-9][0-9]{0,\(digits - 1)})([.][0-9]{1,9})?$",
            rule: "a decimal in a string, such as \"0.15\", below \(limit) and with nine decimals at the most"
        ) { Nanodollars.value(of: $0, below: limit) }
    }
}
