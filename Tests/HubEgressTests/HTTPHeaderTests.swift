import HubEgress
import Testing

@Suite struct HTTPHeaderTests {
    @Test func namesCompareWithoutCase() {
        let headers = [HTTPHeader(name: "Content-Type", value: "a"), HTTPHeader(name: "content-type", value: "b")]
        #expect(headers.value(of: "CONTENT-TYPE") == "a")
        #expect(headers.value(of: "content_type") == nil)
        #expect([HTTPHeader(name: "[", value: "a")].value(of: "{") == nil)
    }
}
