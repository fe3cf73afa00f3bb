import PluginSDK
import Testing

@Suite struct RateToolTests {
    private let usual = #"{"endpoint": "http://rates.example/", "auth": {"type": "none"}}"#
    private let euro = #"{"currency": "EUR"}"#

    @Test func tellsTheRateWithTheDigitsOfTheService() throws {
        let script = ScriptedHost.Script(body: #"{"note": "a \u00e9", "rate": 1.0850}"#)
        let record = ScriptedHost.call(script, configuration: usual, input: euro)
        try #require(record.completions.count == 1)
        #expect(record.completions[0].status == AH_OK)
        let text = String(decoding: record.completions[0].json.bytes, as: UTF8.self)
        #expect(text == #"{"currency":"EUR","base":"USD","rate":1.0850}"#)
        #expect(record.requests.first?["url"] == "http://rates.example/USD/EUR")
        #expect(record.requests.first?["auth"] == .null)
    }

    @Test func usesItsSettingAndNamesItsCredential() {
        let record = ScriptedHost.call(
            ScriptedHost.Script(body: #"{"rate": 27000}"#),
            configuration: """
                {"endpoint": "https://rates.example/v1", "base": "VND",
                 "auth": {"type": "credential", "credential": "rates_key"}}
                """, input: euro)
        #expect(record.requests.first?["url"] == "https://rates.example/v1/VND/EUR")
        #expect(record.requests.first?["auth"] == ["credential": "rates_key"])
        #expect(record.completions.first?.json["base"] == "VND")
    }

    @Test(arguments: [
        (Int32(404), "", AH_E_NOT_FOUND, "no rate for EUR in USD"), (401, "", AH_E_AUTH, "did not accept"),
        (429, "", AH_E_RATE_LIMITED, "fewer questions"), (500, "oops", AH_E_UPSTREAM, "HTTP 500"),
        (200, "<html>", AH_E_UPSTREAM, #"no "rate""#), (200, #"{"rate": "much"}"#, AH_E_UPSTREAM, #"no "rate""#),
        (200, #"{"rate": 1"#, AH_E_UPSTREAM, #"no "rate""#),
    ])
    func failsInWords(httpStatus: Int32, body: String, expected: Int, words: String) throws {
        let script = ScriptedHost.Script(httpStatus: httpStatus, body: body)
        let record = ScriptedHost.call(script, configuration: usual, input: euro)
        try #require(record.completions.count == 1)
        #expect(record.completions[0].status == expected)
        #expect(record.completions[0].json["message"]?.stringValue?.contains(words) == true)
    }

    @Test func handsOnWhatTheHostSays() {
        let denied = ScriptedHost.Script(status: ah_status(AH_E_DENIED), body: #"{"message": "not allowed"}"#)
        let record = ScriptedHost.call(denied, configuration: usual, input: euro)
        #expect(record.completions.map(\.status) == [AH_E_DENIED])
        #expect(record.completions.first?.json["message"] == "not allowed")

        let busy = ScriptedHost.Script(refusal: ah_status(AH_E_BUSY))
        #expect(
            ScriptedHost.call(busy, configuration: usual, input: euro).completions.map(\.status) == [AH_E_BUSY])
    }

    @Test func saysWhatIsNotGranted() {
        let record = ScriptedHost.call(
            ScriptedHost.Script(grantsHTTP: false), configuration: usual, input: euro)
        #expect(record.completions.map(\.status) == [AH_E_UNAVAILABLE])
        #expect(record.completions.first?.json["message"]?.stringValue?.contains("agenthub.host.http/1") == true)
    }

    @Test func refusesWhatCannotWork() {
        let wrong = ScriptedHost.call(configuration: #"{"endpoint": "http://rates.example/?a=b"}"#, input: euro)
        #expect(wrong.problem?["pointer"] == "/endpoint")
        let record = ScriptedHost.call(configuration: usual, input: #"{"currency": "euros"}"#)
        #expect(record.completions.map(\.status) == [AH_E_INVALID_INPUT])
        #expect(record.requests.isEmpty)
        #expect(ah_plugin_v1(0x0002_0000) == nil)
    }
}
