import HubCore
import Testing

@testable import HubEngine

struct JSONSizeTests {
    @Test(arguments: [
        JSONValue.null, true, 12.5, "text", [1, 2, [3]], ["a": ["b": [1, "two", nil]], "c": "d"], [:], [],
    ])
    func isTheWrittenSizeOrALittleMore(_ value: JSONValue) {
        let written = value.bytes.count
        #expect(JSONSize.exceeds(written - 1, value))
        #expect(!JSONSize.exceeds(written + 2 + written / 4, value))
    }

    @Test func seesTheSizeOfDeepAndWideValues() {
        #expect(JSONSize.exceeds(100_000, .array(Array(repeating: 1, count: 60_000))))
        #expect(!JSONSize.exceeds(100_000, .array(Array(repeating: 1, count: 40_000))))
    }
}
