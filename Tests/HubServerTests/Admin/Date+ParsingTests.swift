import FoundationEssentials
import Testing

@testable import HubServer

@Suite struct DateParsingTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-22T08:00:00Z", 1_795_334_400),
        ("2026-11-22T15:00:00+07:00", 1_795_334_400),
        ("2026-11-22t02:30:00.5-05:30", 1_795_334_400.5), ("2000-02-29T23:59:60Z", 951_868_800),
        ("1969-12-31T23:59:59Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200),
        ("9999-12-31T00:00:00Z", 253_402_214_400),
    ])
    func readsTimes(text: String, seconds: TimeInterval) {
        #expect(Date(rfc3339: text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22 08:00:00Z", "2026-11-22T08:00:00", "2026-11-22T24:00:00Z", "2026-11-22T08:60:00Z",
        "2026-11-22T08:00:61Z", "2026-02-29T08:00:00Z", "2026-00-10T08:00:00Z", "2026-11-22T08:00:00.Z",
        "2026-11-22T08:00:00+7:00", "2026-11-22T08:00:00+07:00Z", "2026-11-22T08:00:00*07:00", "+026-11-22T08:00:00Z",
    ])
    func refusesOtherTexts(text: String) { #expect(Date(rfc3339: text) == nil) }

    @Test func readsDays() {
        #expect(Date(day: "2024-02-29")?.timeIntervalSince1970 == 1_709_164_800)
        #expect(Date(day: "1900-02-29") == nil)
        #expect(Date(day: "2024-2-29") == nil)
        #expect(Date(day: "2024-02-29Z") == nil)
    }
}
