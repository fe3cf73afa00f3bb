import HubCore
import PluginABI
import Support
import Testing

/// The Swift faces of what the host offers besides HTTP and the cache.
@Suite(.timeLimit(.minutes(1))) struct HostServicesTests {
    private static let all: Set<String> = [
        AH_EXT_HOST_EMBEDDING, AH_EXT_HOST_BLOB, AH_EXT_HOST_CALLER, AH_EXT_HOST_CREDENTIALS, AH_EXT_HOST_EGRESS,
    ]

    private func probe(
        services: Set<String> = Self.all, _ offer: (inout ScriptedOffers) -> Void = { _ in }
    ) throws -> ScriptedPluginInstance {
        let host = try ScriptedPluginHost("ProbePlugin", services: services)
        var offers = ScriptedOffers()
        offer(&offers)
        host.offers = offers
        return try host.instance(of: "SERVICE", [:])
    }

    @Test func vectorsComeInTheirOrderWithTheirSpace() async throws {
        let probe = try probe {
            $0.space = ("opaque", 3)
            $0.embed = { purpose, text in [Float(text.utf8.count), purpose == "query" ? 1 : 0, -7] }
        }
        #expect(await probe.run(["do": "space"]).json == ["model": "opaque", "dimensions": 3])
        let vectors = await probe.run(["do": "embed", "texts": ["a", "nợ", "ccc"]]).json
        #expect(vectors == [[1, 1, -7], [4, 1, -7], [3, 1, -7]])
    }

    @Test func withoutAModelThereIsNoSpaceAndAFailureKeepsItsWords() async throws {
        let none = try probe()
        #expect(await none.run(["do": "space"]).json == .null)
        let failing = try probe {
            $0.space = ("opaque", 3)
            $0.embeddingFails = true
        }
        let failure = await failing.run(["do": "embed", "texts": ["a"]])
        #expect(failure.status == ah_status(AH_E_UPSTREAM))
        #expect(failure.details == ["kind": "connection"])
        let empty = await failing.run(["do": "embed", "texts": []])
        #expect(empty.status == ah_status(AH_E_UPSTREAM))
    }

    @Test func vectorsOfAnotherSizeThanTheySayAreRefused() async throws {
        let probe = try probe {
            $0.space = ("opaque", 3)
            $0.embed = { _, _ in [1, 2] }
        }
        let failure = await probe.run(["do": "embed", "texts": ["a"]])
        #expect(failure.status == ah_status(AH_E_INTERNAL))
        #expect(failure.message == "The host's vectors have not the size that they say.")
    }

    @Test(arguments: ["read", "wait"]) func aBlobIsReadPieceByPiece(_ way: String) async throws {
        let probe = try probe { $0.blobs = ["file-1": Array("hello world".utf8)] }
        func read(_ offset: Int, _ length: Int) async -> PluginCompletion {
            await probe.run(["do": .string(way), "name": "file-1", "offset": .int(offset), "length": .int(length)])
        }
        #expect(await read(0, 100).json == "hello world")
        #expect(await read(6, 3).json == "wor")
        #expect(await read(11, 1).json == "")
        for (offset, length) in [(-1, 1), (0, 0), (0, Int(AH_MAX_BLOB_PIECE) + 1)] {
            let refused = await read(offset, length)
            #expect(refused.status == ah_status(AH_E_INVALID_INPUT))
            #expect(refused.message == "A read is of 1 byte to 1 MB, from no less than 0.")
        }
        let missing = await probe.run(["do": .string(way), "name": "file-2"])
        #expect(missing.status == ah_status(AH_E_NOT_FOUND))
        #expect(missing.message == "not_found")
    }

    @Test func whoAsksIsKnownByItsNames() async throws {
        let probe = try probe { $0.principals = ["u:1", "r:2"] }
        #expect(await probe.run(["do": "who"]).json == ["u:1", "r:2"])
        #expect(try await self.probe(services: []).run(["do": "who"]).json == .null)
    }

    @Test func aSecretIsHandedOverForItsUseOnly() async throws {
        let probe = try probe { $0.credentials = ["db": "mật khẩu"] }
        #expect(await probe.run(["do": "secret", "name": "db"]).json == ["bytes": .int("mật khẩu".utf8.count)])
        let denied = await probe.run(["do": "secret", "name": "other"])
        #expect(denied.status == ah_status(AH_E_DENIED))
        #expect(denied.message == "denied")
    }

    @Test func aNameHasTheAddressesThatTheHostAllows() async throws {
        let probe = try probe { $0.addresses = ["db:5432": ["192.0.2.1", "2001:db8::1"], "empty:5432": []] }
        #expect(await probe.run(["do": "resolve", "name": "db"]).json == ["192.0.2.1", "2001:db8::1"])
        #expect(await probe.run(["do": "resolve", "name": "db", "port": 1]).status == ah_status(AH_E_DENIED))
        // A port that is none stays none.
        #expect(await probe.run(["do": "resolve", "name": "db", "port": -1]).status == ah_status(AH_E_DENIED))
        let empty = await probe.run(["do": "resolve", "name": "empty"])
        #expect(empty.status == ah_status(AH_E_INTERNAL))
    }

    @Test(arguments: [
        ("embed", AH_EXT_HOST_EMBEDDING), ("read", AH_EXT_HOST_BLOB), ("wait", AH_EXT_HOST_BLOB),
        ("secret", AH_EXT_HOST_CREDENTIALS), ("resolve", AH_EXT_HOST_EGRESS),
    ])
    func whatIsNotGrantedSaysSo(_ action: String, _ service: String) async throws {
        let probe = try probe(services: Self.all.subtracting([service]))
        let refused = await probe.run(["do": .string(action), "name": "a", "texts": ["a"]])
        #expect(refused.status == ah_status(AH_E_UNAVAILABLE))
        #expect(refused.message == "The host does not grant the service \(service) to this plugin.")
    }
}
