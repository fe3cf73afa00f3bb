import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct KeyValueServiceTests {
    @Test func putsGetsAndRemoves() async throws {
        let host = try ScriptedPluginHost("ProbePlugin")
        let cache = try host.instance(of: "CACHE", [:])
        #expect(await cache.run(["do": "get", "key": "k"]).status == ah_status(AH_E_NOT_FOUND))
        #expect(await cache.run(["do": "put", "key": "k", "value": "tiền"]).json == true)
        #expect(host.lifetime(of: "k") == 0)
        #expect(await cache.run(["do": "get", "key": "k"]).json == "tiền")
        #expect(await cache.run(["do": "remove", "key": "k"]).json == true)
        #expect(await cache.run(["do": "get", "key": "k"]).status == ah_status(AH_E_NOT_FOUND))
    }

    @Test(arguments: [(90_000, 90 as UInt32), (1_999, 1), (20, 1), (0, 1)])
    func countsLifetimesInWholeSecondsAndNeverAsForEver(_ milliseconds: Int, _ seconds: UInt32) async throws {
        let host = try ScriptedPluginHost("ProbePlugin")
        let cache = try host.instance(of: "CACHE", [:])
        _ = await cache.run(["do": "put", "key": "k", "value": "v", "milliseconds": .int(milliseconds)])
        #expect(host.lifetime(of: "k") == seconds)
    }

    @Test func failsWhenTheHostDoesNotAcceptTheKey() async throws {
        let completion = try await ScriptedPluginHost("ProbePlugin").instance(of: "CACHE", [:]).run(["do": "get"])
        #expect(completion.status == ah_status(AH_E_INVALID_INPUT))
    }

    @Test(arguments: ["get", "put", "remove"]) func failsWhenTheServiceIsNotGranted(_ what: String) async throws {
        let cache = try ScriptedPluginHost("ProbePlugin", services: []).instance(of: "CACHE", [:])
        let completion = await cache.run(["do": .string(what), "key": "k"])
        #expect(completion.status == ah_status(AH_E_UNAVAILABLE))
        #expect(completion.message == "The host does not grant the service agenthub.host.kv/1 to this plugin.")
    }
}
