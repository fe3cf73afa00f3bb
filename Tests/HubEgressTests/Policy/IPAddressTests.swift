import Glibc
import Testing

@testable import HubEgress

@Suite struct IPAddressTests {
    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.0.0.1", "[::1]", "fe80::1%1", " ::1"])
    func onlyNumericTextIsAnAddress(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: ["127.0.0.1", "127.255.255.254", "::1"])
    func loopbackIsThisMachine(_ text: String) { #expect(IPAddress(text)?.isLoopback == true) }

    @Test(arguments: ["128.0.0.1", "10.0.0.127", "0.0.0.0", "::", "::2", "127.evil.example", "127.0.0.1.example"])
    func nothingElseIsThisMachine(_ text: String) { #expect(IPAddress(text)?.isLoopback != true) }

    @Test func socketAddressesAreRead() {
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_addr.s_addr = UInt32(0x0A00_0001).bigEndian
        // SAFETY: here and below, the bytes are lent for the call.
        #expect(
            withUnsafeBytes(of: &four) { IPAddress(family: AF_INET, socketAddress: $0) } == IPAddress("10.0.0.1"))
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        // SAFETY: as above.
        #expect(inet_pton(AF_INET6, "fd00:ec2::254", &six.sin6_addr) == 1)
        #expect(
            withUnsafeBytes(of: &six) { IPAddress(family: AF_INET6, socketAddress: $0) } == IPAddress("fd00:ec2::254"))
    }

    @Test func otherFamiliesAndShortAddressesAreNone() {
        let bytes = [UInt8](repeating: 0, count: 8)
        // SAFETY: as above.
        #expect(bytes.withUnsafeBytes { IPAddress(family: AF_INET, socketAddress: $0) } == nil)
        #expect(bytes.withUnsafeBytes { IPAddress(family: AF_INET6, socketAddress: $0) } == nil)
        #expect(bytes.withUnsafeBytes { IPAddress(family: AF_UNIX, socketAddress: $0) } == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("0.0.0.0", "0.0.0.0"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::ffff:10.0.0.1", "::ffff:10.0.0.1"),
    ])
    func isWrittenInItsUsualForm(_ text: String, _ expected: String) {
        #expect(IPAddress(text)?.text == expected)
    }
}
