import HubCore
import PluginABI
import Synchronization
import Testing

@testable import HubPlugins

@Suite struct KeyValueServiceTests {
    @Test(.everyHosting) func aValueIsFoundAgainByItsRowInItsTenantOnly() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let tool = Tool.of("SERVICES")
            #expect(try await fixture.call(tool, ["get": 1]).failure?.code == .notFound)
            #expect(try await fixture.call(tool, ["put": "mine"]).value == "done")
            #expect(try await fixture.call(tool, ["get": 1]).value == ["put": "mine"])
            #expect(try await fixture.call(tool, ["get": 1], tenant: "other").failure?.code == .notFound)
            #expect(try await fixture.call(.of("SERVICES"), ["get": 1]).failure?.code == .notFound)
            var changed = tool
            changed.version = 2
            #expect(try await fixture.call(changed, ["get": 1]).value == ["put": "mine"])
            #expect(try await fixture.call(tool, ["remove": 1]).value == "done")
            #expect(try await fixture.call(tool, ["get": 1]).failure?.code == .notFound)
        }
    }

    @Test(.everyHosting) func aKeyThatIsEmptyOrTooLongIsNotAccepted() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let tool = Tool.of("SERVICES")
            #expect(try await fixture.call(tool, ["key": ""]).failure?.code == .invalidInput)
            let long = JSONValue.string(String(repeating: "k", count: Int(AH_MAX_KV_KEY) + 1))
            #expect(try await fixture.call(tool, ["key": long]).failure?.code == .tooLarge)
            let longest = JSONValue.string(String(repeating: "k", count: Int(AH_MAX_KV_KEY)))
            #expect(try await fixture.call(tool, ["key": longest]).failure?.code == .notFound)
        }
    }

    @Test(.everyHosting) func aValueOverTheLimitIsNotAccepted() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let long = JSONValue.string(String(repeating: "v", count: Int(AH_MAX_KV_VALUE)))
            #expect(try await fixture.call(.of("SERVICES"), ["put": long]).failure?.code == .tooLarge)
        }
    }

    @Test func aRequestOnACompletedCallIsStale() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            #expect(try await fixture.call(.of("SERVICES"), ["stale": 1]).value == true)
            await fixture.host.shutdown()
            #expect(try fixture.plugin("services").number("test_refusal") == Int(AH_E_STALE))
            #expect(try fixture.plugin("services").number("test_done_count") == 0)
        }
    }

    @Test(.everyHosting) func aStoreThatFailsIsAnswered() async throws {
        for (error, code) in [(PluginStoreError.unavailable, ToolFailure.Code.unavailable), (.full, .tooLarge)] {
            try await HostFixture.with(.plugin("services"), store: FailingStore(error: error)) { fixture async throws in
                for word in ["get", "put", "remove"] {
                    let arguments = JSONValue.object(JSONObject([(word, JSONValue.int(1))]))
                    #expect(try await fixture.call(.of("SERVICES"), arguments).failure?.code == code)
                }
            }
        }
    }

    private struct FailingStore: PluginKeyValueStore {
        let error: PluginStoreError

        func value(
            of key: [UInt8], in space: PluginKeyspace,
            completion: @escaping @Sendable (Result<[UInt8]?, PluginStoreError>) -> Void
        ) { completion(.failure(error)) }

        func put(
            _ value: [UInt8], at key: [UInt8], in space: PluginKeyspace, lasting: Duration?,
            completion: @escaping @Sendable (Result<Void, PluginStoreError>) -> Void
        ) { completion(.failure(error)) }

        func remove(
            _ key: [UInt8], in space: PluginKeyspace,
            completion: @escaping @Sendable (Result<Void, PluginStoreError>) -> Void
        ) { completion(.failure(error)) }
    }
}
