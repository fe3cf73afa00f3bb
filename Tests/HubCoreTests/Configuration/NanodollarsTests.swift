import HubCore
import Testing

struct NanodollarsTests {
    @Test(
        arguments: [
            ("0", 0), ("0.15", 150_000_000), ("1.000000001", 1_000_000_001), ("0.150000", 150_000_000),
            ("99", 99_000_000_000), ("99.999999999", 99_999_999_999),
        ] as [(String, Int64)])
    func readsDecimals(text: String, value: Int64) {
        #expect(Nanodollars.value(of: text, below: 100) == value)
    }

    @Test(arguments: [
        "", ".", ".5", "5.", "01", "00", "-1", "+1", "1e3", " 1", "1 ", "1.0.0", "1,5", "0.0000000001", "100", "٣",
        "1.٣", "9999999999999999999999", "NaN",
    ])
    func readsNothingElse(text: String) { #expect(Nanodollars.value(of: text, below: 100) == nil) }

    @Test(
        arguments: [
            (0, "0.000000000", "0.00"), (1, "0.000000001", "0.000000001"), (150_000_000, "0.150000000", "0.15"),
            (1_500_000_000, "1.500000000", "1.50"), (-1_500_000_000, "-1.500000000", "-1.50"),
            (75_000_000, "0.075000000", "0.075"), (.max, "9223372036.854775807", "9223372036.854775807"),
            (.min, "-9223372036.854775808", "-9223372036.854775808"),
        ] as [(Int64, String, String)])
    func writesThem(value: Int64, exact: String, short: String) {
        #expect(Nanodollars.exact(value) == exact)
        #expect(Nanodollars.short(value) == short)
    }
}
