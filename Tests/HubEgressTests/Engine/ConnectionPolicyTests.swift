import HubCore
import Support
import Testing

@testable import HubEgress

/// Where connections may go, judged by what names resolve to.
@Suite(.timeLimit(.minutes(1))) struct ConnectionPolicyTests {
    @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0.0.0.0", ScriptedResolver.loopback])
    func loopbackIsDeniedHoweverItIsWritten(_ host: String) async throws {
        let server = try LoopbackServer { _ in .respond() }
        let client = try LocalClient.make(allowing: [])
        #expect(await client.failure(server.url(host: host)) == .denied)
        #expect(server.connections == 0)
    }

    @Test(arguments: [
        "http://[::1]:9/", "http://169.254.169.254/", "http://10.0.0.1/", "http://[fd00:ec2::254]/",
        "http://[::ffff:127.0.0.1]:9/", "http://[64:ff9b::a9fe:a9fe]/", "http://100.100.100.200/",
        "http://255.255.255.255/", "https://192.168.0.1/",
    ])
    func otherAddressesAreDeniedWithoutAConnection(_ url: String) async throws {
        let client = try LocalClient.make(allowing: [])
        #expect(await client.failure(url) == .denied)
    }

    @Test func theMessageNamesTheHostOnly() async throws {
        let client = try LocalClient.make(allowing: [])
        let error = await #expect(throws: EgressError.self) {
            try await client.get("http://127.0.0.1:9/path/secret?token=secret")
        }
        #expect(error?.message.contains("127.0.0.1") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func aNamedHostIsAllowedWhateverItResolvesTo() async throws {
        let server = try LoopbackServer { _ in .respond("here") }
        let client = try LocalClient.make(allowing: ["\(ScriptedResolver.loopback):\(server.port)"])
        #expect(try await client.get(server.url(host: ScriptedResolver.loopback)).text == "here")
        #expect(await client.failure(server.url()) == .denied)
        #expect(await client.failure(server.url(host: ScriptedResolver.alias)) == .denied)
        #expect(server.requests.count == 1)
    }

    @Test func anAllowedNetworkHoldsForNames() async throws {
        let server = try LoopbackServer { _ in .respond("here") }
        let client = try LocalClient.make(allowing: ["127.0.0.0/8:\(server.port)"])
        #expect(try await client.get(server.url(host: ScriptedResolver.loopback)).text == "here")
    }

    @Test func anotherPortIsDenied() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let client = try LocalClient.make(allowing: ["127.0.0.1:1"])
        #expect(await client.failure(server.url()) == .denied)
    }

    /// A kept connection opens no socket, so only the check before the request can refuse.
    @Test func aKeptConnectionIsJudgedAgain() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let inbox = EngineInbox()
        TransferEngine.launch(inbox: inbox, limits: EgressLimits(), trust: .system, logger: LocalClient.silent)
        func send(_ policy: EgressPolicy) async -> Result<EgressResponse, EgressError> {
            let request = EgressRequest(url: server.url(), deadline: .generous)
            let transfer = Transfer(request, policy: policy, limits: EgressLimits())
            return await withCheckedContinuation { continuation in
                inbox.send(.submit(transfer, .whole { continuation.resume(returning: $0) }))
            }
        }
        #expect(try await send(LocalClient.policy(["127.0.0.1"])).get().status == 200)
        let error = await #expect(throws: EgressError.self) { try await send(EgressPolicy()).get() }
        #expect(error?.kind == .denied)
        #expect(try await send(LocalClient.policy(["127.0.0.1"])).get().status == 200)
        #expect(server.requests.count == 2)
        inbox.send(.shutDown)
        await inbox.ended()
    }

    @Test func anUnknownNameIsSaidToBe() async throws {
        let client = try LocalClient.make()
        #expect(await client.failure("http://\(ScriptedResolver.unknown)/") == .resolution)
    }

    /// The name is resolved only after everything else: neither its own deadline nor another request waits for it.
    @Test func aSlowNameHoldsUpNothing() async throws {
        let server = try LoopbackServer { _ in .respond("here") }
        let client = try LocalClient.make()
        #expect(await client.failure("http://\(ScriptedResolver.slow)/", deadline: .short) == .deadline)
        #expect(try await client.get(server.url()).text == "here")
        let cancelled = Task { await client.failure("http://\(ScriptedResolver.slow)/") }
        cancelled.cancel()
        #expect(await cancelled.value == .cancelled)
        await client.shutdown()
        ScriptedResolver.releaseSlowName()
        ScriptedResolver.releaseSlowName()
    }
}
