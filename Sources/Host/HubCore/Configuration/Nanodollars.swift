/// Money as whole nano-dollars (10⁻⁹ USD), so that sums are exact, and as the decimal text that people read and write.
package enum Nanodollars {
    package static let dollar: Int64 = 1_000_000_000

    /// The decimals that a text may have.
    private static let places = 9

    /// The nano-dollars of a plain decimal such as `0.15`: digits without a leading zero, and a point with one to nine
    /// more. nil for every other text, a sign and an exponent among them, and for what is not below `limit` dollars.
    package static func value(of text: some StringProtocol, below limit: Int64) -> Int64? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...2).contains(parts.count), (1...9).contains(whole.count),
            whole.count == 1 || whole.first != UInt8(ascii: "0"), let dollars = number(whole), dollars < limit
        else { return nil }
        guard parts.count == 2 else { return dollars * dollar }
        guard (1...places).contains(parts[1].count), var rest = number(parts[1]) else { return nil }
        for _ in parts[1].count..<places { rest *= 10 }
        return dollars * dollar + rest
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int64? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// With nine decimals: `0.150000000`.
    package static func exact(_ value: Int64) -> String {
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: dollar.magnitude)
        return (value < 0 ? "-" : "") + "\(whole)." + String(rest + dollar.magnitude).dropFirst()
    }

    /// As exact, with two decimals or as many as it takes: `0.15`.
    package static func short(_ value: Int64) -> String {
        var text = Substring(exact(value))
        for _ in 2..<places where text.last == "0" { text = text.dropLast() }
        return String(text)
    }
}
