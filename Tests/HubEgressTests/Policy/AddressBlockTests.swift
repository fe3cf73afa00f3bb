import Testing

@testable import HubEgress

@Suite struct AddressBlockTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "1.2.3.4", true),
        ("192.168.1.7/32", "192.168.1.7", true), ("192.168.1.7/32", "192.168.1.6", false),
        ("10.0.0.0/8", "::ffff:10.0.0.1", false), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
        ("::/0", "1234::1", true), ("::/0", "1.2.3.4", false), ("fd00::1/128", "fd00::1", true),
        ("fd00::1/128", "fd00::2", false),
    ])
    func holdsAddressesThatBeginAlike(_ block: String, _ address: String, _ isInside: Bool) throws {
        let block = try #require(AddressBlock(block[...]))
        #expect(block.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.5/8", "fd00::/129", "fd00::1/8", "/8", "a/8", "10.0.0.0/-1",
        "10.0.0.0/8/8", "10.0.0.0/+8",
    ])
    func isRefusedWhenMalformed(_ text: String) {
        #expect(AddressBlock(text[...]) == nil)
    }
}
