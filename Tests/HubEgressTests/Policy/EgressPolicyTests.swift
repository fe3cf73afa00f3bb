import Testing

@testable import HubEgress

@Suite struct EgressPolicyTests {
    @Test func publicAddressesNeedNoAllowance() throws {
        #expect(EgressPolicy().allows(try #require(IPAddress("8.8.8.8")), port: 443))
        #expect(!EgressPolicy().allows(try #require(IPAddress("10.0.0.1")), port: 443))
    }

    @Test func aNetworkIsAllowedOnItsPortOnly() throws {
        let policy = try LocalClient.policy(["10.0.0.0/8:443", "fd00::/8"])
        #expect(policy.allows(try #require(IPAddress("10.9.8.7")), port: 443))
        #expect(!policy.allows(try #require(IPAddress("10.9.8.7")), port: 80))
        #expect(!policy.allows(try #require(IPAddress("192.168.0.1")), port: 443))
        #expect(policy.allows(try #require(IPAddress("fd12::1")), port: 1))
    }

    @Test func aNetworkHoldsForTheFormsOfItsAddresses() throws {
        let policy = try LocalClient.policy(["10.0.0.0/8"])
        #expect(policy.allows(try #require(IPAddress("::ffff:10.0.0.1")), port: 80))
        #expect(!policy.allows(try #require(IPAddress("::ffff:127.0.0.1")), port: 80))
    }

    @Test func aHostIsAllowedAsItIsWritten() throws {
        let policy = try LocalClient.policy(["erp.internal:8080"])
        #expect(policy.names(try #require(Origin(url: "http://ERP.internal:8080/x"))))
        #expect(!policy.names(try #require(Origin(url: "http://erp.internal/x"))))
        #expect(!policy.names(try #require(Origin(url: "http://other.internal:8080/x"))))
        #expect(!policy.names(try #require(Origin(url: "http://erp.internal.:8080/x"))))
    }
}
