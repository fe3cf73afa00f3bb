import HubCore
import Support
import Synchronization
import Testing

@testable import HubEgress

/// Servers that are kept from everybody under an ordinary policy.
@Suite struct ReservedOriginsTests {
    private final class Names: Sendable {
        private let names = Mutex<[String: [String]]>([:])

        func set(_ name: String, _ addresses: String...) { names.withLock { $0[name] = addresses } }
        func resolve(_ name: String) -> [IPAddress] {
            names.withLock { $0[name] ?? [] }.compactMap { IPAddress($0) }
        }
    }

    private func reserved(
        _ urls: String..., names: Names = Names(), machine: [String] = []
    ) throws -> ReservedOrigins {
        let origins = try urls.map { try #require(Origin(url: $0)) }
        let addresses = Set(machine.compactMap { IPAddress($0) })
        let reserved = ReservedOrigins(Set(origins), resolve: names.resolve, machine: { addresses })
        reserved.refresh()
        return reserved
    }

    private func holds(_ reserved: ReservedOrigins, _ address: String, _ port: UInt16 = 8000) throws -> Bool {
        reserved.contains(try #require(IPAddress(address)), port: port)
    }

    @Test func aNameIsKnownHoweverItIsWritten() throws {
        let reserved = try reserved("http://Chroma.internal.:8000/api")
        #expect(reserved.contains(host: "chroma.internal", port: 8000))
        #expect(reserved.contains(host: "chroma.internal.", port: 8000))
        #expect(!reserved.contains(host: "chroma.internal", port: 8001))
        #expect(!reserved.contains(host: "other.internal", port: 8000))
    }

    @Test func itsAddressesAreKnownUnderEveryNameAndSpelling() throws {
        let names = Names()
        names.set("chroma", "10.0.0.7", "fd00::7")
        let reserved = try reserved("http://chroma:8000", names: names)
        #expect(try holds(reserved, "10.0.0.7") && holds(reserved, "fd00::7"))
        #expect(try holds(reserved, "::ffff:10.0.0.7") && holds(reserved, "64:ff9b::10.0.0.7"))
        #expect(try !holds(reserved, "10.0.0.8") && !holds(reserved, "10.0.0.7", 8001))
    }

    @Test func aNewAddressIsKnownAndTheOldOneStays() throws {
        let names = Names()
        names.set("chroma", "10.0.0.7")
        let reserved = try reserved("http://chroma:8000", names: names)
        names.set("chroma", "10.0.0.8")
        reserved.refresh()
        #expect(try holds(reserved, "10.0.0.7") && holds(reserved, "10.0.0.8"))
        // A name that cannot be resolved for a while keeps its addresses.
        names.set("chroma")
        reserved.refresh()
        #expect(try holds(reserved, "10.0.0.8") && !holds(reserved, "10.0.0.9"))
    }

    @Test func untilItsNameIsResolvedNothingPrivateIsReachedAtItsPort() throws {
        let reserved = try reserved("http://chroma:8000")
        #expect(try holds(reserved, "10.0.0.9") && holds(reserved, "127.0.0.1"))
        #expect(try !holds(reserved, "8.8.8.8") && !holds(reserved, "10.0.0.9", 443))
    }

    @Test(arguments: ["127.0.0.1", "localhost", "192.168.7.7", "::1"])
    func aServerOfThisMachineIsKnownAtEachOfItsAddresses(_ host: String) throws {
        let names = Names()
        names.set("localhost", "127.0.0.1")
        let url = host.contains(":") ? "http://[\(host)]:8000" : "http://\(host):8000"
        let reserved = try reserved(url, names: names, machine: ["192.168.7.7", "127.0.0.1"])
        for address in ["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "192.168.7.7", "::ffff:127.0.0.1"] {
            #expect(try holds(reserved, address), "\(address)")
        }
        #expect(try !holds(reserved, "192.168.7.8") && !holds(reserved, "127.0.0.1", 8001))
    }

    @Test func thisMachinesAddressesAreFound() {
        #expect(MachineAddresses.all().contains(.v4(0x7F00_0001)))
    }

    private func policy(_ allowing: [String], except urls: String...) throws -> EgressPolicy {
        let origins = Set(try urls.map { try #require(Origin(url: $0)) })
        return EgressPolicy(
            allowing: try allowing.map { try #require(EgressAllowance($0)) }, except: ReservedOrigins(origins))
    }

    private func client(_ policy: EgressPolicy) -> EgressClient {
        EgressClient(policy: policy, logger: LocalClient.silent)
    }

    /// Though the list names its network, its host and its other name.
    @Test func noRequestReachesIt() async throws {
        let server = try LoopbackServer { _ in .respond("secret") }
        let other = try LoopbackServer { _ in .respond("fine") }
        let allowing = ["127.0.0.0/8", "::1", ScriptedResolver.loopback, "localhost", "0.0.0.0"]
        let client = client(try policy(allowing, except: server.url()))
        for host in ["127.0.0.1", "localhost", "127.0.0.2", "2130706433", "0.0.0.0", ScriptedResolver.loopback] {
            #expect(await client.failure(server.url(host: host)) == .denied, "\(host)")
        }
        #expect(server.connections == 0)
        #expect(try await client.get(other.url()).text == "fine")
        await client.shutdown()
    }

    /// The name means another machine than when it was asked for, which the list allows.
    @Test func aNameIsDeniedWhateverItMeansByNow() async throws {
        let server = try LoopbackServer { _ in .respond("secret") }
        let names = Names()
        names.set(ScriptedResolver.loopback, "10.0.0.7")
        let reserved = try reserved(server.url(host: ScriptedResolver.loopback), names: names)
        let allowances = ["127.0.0.0/8", ScriptedResolver.loopback].compactMap { EgressAllowance($0) }
        let client = client(EgressPolicy(allowing: allowances, except: reserved))
        #expect(await client.failure(server.url(host: ScriptedResolver.loopback)) == .denied)
        #expect(await client.failure(server.url(host: ScriptedResolver.loopback.uppercased())) == .denied)
        #expect(server.connections == 0)
        let error = await #expect(throws: EgressError.self) {
            try await client.resolve(ScriptedResolver.loopback, port: UInt16(server.port), by: .generous)
        }
        #expect(error?.kind == .denied)
        // So it is the name that was denied.
        #expect(try await client.get(server.url()).text == "secret")
        await client.shutdown()
    }

    @Test func noRedirectReachesIt() async throws {
        let server = try LoopbackServer { _ in .respond("secret") }
        let target = server.url("/api/v2")
        let redirecting = try LoopbackServer { _ in .redirect(to: target) }
        let client = client(try policy(["127.0.0.0/8"], except: server.url()))
        #expect(await client.failure(redirecting.url(), redirects: .follow(3)) == .denied)
        #expect(server.connections == 0 && redirecting.requests.count == 1)
        await client.shutdown()
    }

    @Test func noNameIsResolvedToIt() async throws {
        let server = try LoopbackServer { _ in .respond("secret") }
        let port = UInt16(server.port)
        let client = client(try policy(["127.0.0.0/8", "localhost"], except: server.url()))
        for name in ["127.0.0.1", "127.0.0.3", "localhost", ScriptedResolver.loopback] {
            let error = await #expect(throws: EgressError.self) {
                try await client.resolve(name, port: port, by: .generous)
            }
            #expect(error?.kind == .denied, "\(name)")
        }
        #expect(try await client.resolve("127.0.0.1", port: port - 1, by: .generous) == ["127.0.0.1"])
        await client.shutdown()
    }

    @Test func aPolicyOfOriginsReachesTheseAndNothingElse() async throws {
        let server = try LoopbackServer { _ in .respond("here") }
        let other = try LoopbackServer { _ in .respond("there") }
        let origin = try #require(Origin(url: server.url()))
        let client = client(EgressPolicy(only: [origin]))
        #expect(try await client.get(server.url("/a")).text == "here")
        #expect(await client.failure(server.url(host: "localhost")) == .denied)
        #expect(await client.failure(other.url()) == .denied)
        #expect(other.connections == 0)
        await client.shutdown()
        #expect(!EgressPolicy(only: [origin]).allows(try #require(IPAddress("8.8.8.8")), port: origin.port))
    }

    @Test func aPolicyOfOriginsFollowsNoRedirectAway() async throws {
        let other = try LoopbackServer { _ in .respond("there") }
        let target = other.url()
        let server = try LoopbackServer { _ in .redirect(to: target) }
        let client = client(EgressPolicy(only: [try #require(Origin(url: server.url()))]))
        #expect(await client.failure(server.url(), redirects: .follow(5)) == .denied)
        #expect(other.connections == 0)
        await client.shutdown()
    }
}
