import Testing

@testable import HubEgress

@Suite struct EgressAllowanceTests {
    @Test(
        arguments: [
            ("erp.internal", "erp.internal", nil), ("ERP.internal:8080", "erp.internal", 8080),
            ("localhost:1", "localhost", 1),
        ] as [(String, String, UInt16?)])
    func namesAHost(_ text: String, _ host: String, _ port: UInt16?) throws {
        let allowance = try #require(EgressAllowance(text))
        #expect(allowance.subject == .host(host))
        #expect(allowance.port == port)
    }

    @Test(
        arguments: [
            ("10.0.0.0/8", "10.0.0.0/8", nil), ("10.0.0.0/8:443", "10.0.0.0/8", 443), ("10.0.0.5", "10.0.0.5/32", nil),
            ("127.0.0.1:8080", "127.0.0.1/32", 8080), ("0x7f.1:8080", "127.0.0.1/32", 8080),
            ("fd00::/8", "fd00::/8", nil),
            ("fd00::/8:443", "fd00::/8", 443), ("[fd00::/8]:443", "fd00::/8", 443), ("fd00::5", "fd00::5/128", nil),
            ("[fd00::5]", "fd00::5/128", nil), ("[fd00::5]:8080", "fd00::5/128", 8080),
        ] as [(String, String, UInt16?)])
    func namesANetwork(_ text: String, _ block: String, _ port: UInt16?) throws {
        let allowance = try #require(EgressAllowance(text))
        #expect(allowance.subject == .network(try #require(AddressBlock(block[...]))))
        #expect(allowance.port == port)
    }

    @Test(arguments: [
        "", ":80", "host:", "host:0", "host:65536", "host:+1", "host:a", "*", "*.internal", "a b", "a/b", "user@host",
        "http://host", "host:80/path", "10.0.0.5/8", "10.0.0.0/33", "[fd00::5", "[fd00::5]8080", "[host]:80", "[]",
        "a,b",
        "fd00::g", "host?x", "host#x",
    ])
    func isRefusedWhenMalformed(_ text: String) {
        #expect(EgressAllowance(text) == nil)
    }
}
