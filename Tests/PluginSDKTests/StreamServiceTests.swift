import HubCore
import PluginABI
import Support
import Testing

/// What a plugin says while it works.
@Suite(.timeLimit(.minutes(1))) struct StreamServiceTests {
    private func host(_ offer: (inout ScriptedOffers) -> Void = { _ in }) throws -> ScriptedPluginHost {
        let host = try ScriptedPluginHost("ProbePlugin", services: [AH_EXT_HOST_STREAM])
        var offers = ScriptedOffers()
        offer(&offers)
        host.offers = offers
        return host
    }

    @Test(arguments: [false, true]) func textsGoOutInTheirOrder(waiting: Bool) async throws {
        let host = try host()
        let probe = try host.instance(of: "STREAM", [:])
        let done = await probe.run(["text": "nợ", "times": 3, "waiting": .bool(waiting)])
        #expect(done.json == ["emitted": 3])
        #expect(host.emitted == [Array("nợ".utf8), Array("nợ".utf8), Array("nợ".utf8)])
        #expect(await probe.run(["text": "", "streamed": true]).json == ["streamed": true])
        #expect(host.emitted.count == 3)
    }

    @Test func aLongTextGoesOutInPiecesOfWholeCharacters() async throws {
        let host = try host()
        let text = "x" + String(repeating: "ợ", count: 50_000)
        let done = try await host.instance(of: "STREAM", [:]).run(["text": .string(String(text.prefix(30_000)))])
        #expect(done.json == ["emitted": 1])
        #expect(host.emitted.count == 2 && host.emitted.allSatisfy { $0.count <= Int(AH_MAX_CHUNK) })
        #expect(host.emitted.flatMap { $0 } == Array(text.prefix(30_000).utf8))
        #expect(host.emitted.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
    }

    @Test func whereThereIsNoRoomItWaits() async throws {
        let host = try host { $0.room = 2 }
        let probe = try host.instance(of: "STREAM", [:])
        let call = probe.begin((["text": "a", "times": 5] as JSONValue).bytes)
        try await host.until { $0.waitingForRoom == 1 }
        #expect(host.emitted.count == 2)
        host.makeRoom(1)
        try await host.until { $0.waitingForRoom == 1 }
        #expect(host.emitted.count == 3)
        host.makeRoom(9)
        #expect(await probe.completion(of: call).json == ["emitted": 5])
        #expect(host.emitted.count == 5 && host.waitingForRoom == 0)
    }

    @Test func theEndOfTheCallEndsTheWait() async throws {
        let host = try host { $0.room = 0 }
        let probe = try host.instance(of: "STREAM", [:])
        let call = probe.begin((["text": "a"] as JSONValue).bytes)
        try await host.until { $0.waitingForRoom == 1 }
        host.makeRoom(0, status: AH_E_CANCELLED)
        #expect(await probe.completion(of: call).status == ah_status(AH_E_CANCELLED))
        #expect(host.emitted.isEmpty)
    }

    @Test(arguments: [false, true]) func aRefusalIsThrown(waiting: Bool) async throws {
        let host = try host { $0.emitRefusal = AH_E_TOO_LARGE }
        let refused = try await host.instance(of: "STREAM", [:]).run(["text": "a", "waiting": .bool(waiting)])
        #expect(refused.status == ah_status(AH_E_TOO_LARGE))
        let bare = try ScriptedPluginHost("ProbePlugin", services: [])
        let without = try await bare.instance(of: "STREAM", [:]).run(["text": "a", "waiting": .bool(waiting)])
        #expect(without.status == ah_status(AH_E_UNAVAILABLE))
        #expect(without.message == "The host does not grant the service \(AH_EXT_HOST_STREAM) to this plugin.")
    }
}
