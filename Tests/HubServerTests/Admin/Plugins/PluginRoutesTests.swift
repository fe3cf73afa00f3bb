import Foundation
import HTTPTypes
import HubCore
import Support
import Testing

@testable import HubServer

@Suite struct PluginRoutesTests {
    private static let old = "com.example.erp 1.0.0 ERP_DEBT"
    private static let new = "com.example.erp 2.0.0 ERP_DEBT"
    private static let unknown = String(repeating: "e", count: 64)

    @Test func showsWhatIsStoredAndHowItFares() async throws {
        let house = try PluginDoor(bundled: "agenthub.http 1 HTTP_GET")
        let digests = try house.install(Self.old, Self.new)
        #expect(try await house.activate(digests[1], for: ["acme-corp"]).status == 200)
        let answer = try await house.door.send(.get, "plugins", as: .platform)
        let plugins = try #require(answer.json["plugins"]?.arrayValue)
        #expect(plugins.map { $0["id"] } == ["agenthub.http", "com.example.erp"])
        let bundled = try #require(plugins.first?["releases"]?.arrayValue?.first)
        #expect(bundled["bundled"] == true && bundled["installed_at"] == .null && bundled["state"] == "serving")
        let erp = try #require(plugins.last)
        #expect(
            erp["routes"] == [["tenant": "acme-corp", "digest": .string(digests[1]), "previous": .null]])
        let releases = try #require(erp["releases"]?.arrayValue)
        #expect(releases.map { $0["version"] } == ["2.0.0", "1.0.0"])
        #expect(releases.map { $0["state"] } == ["serving", "installed"])
        #expect(releases.map { $0["instances"] } == [2, 0] && releases.map { $0["calls_in_flight"] } == [1, 0])
        #expect(releases.map { $0["isolated"] } == [true, .null])
        #expect(releases.first?["installed_by"] == "olga" && releases.first?["types"] == ["ERP_DEBT"])
        #expect(releases.first?["installed_at"] == "2026-11-22T08:00:00.000Z")
        let one = try await house.door.send(.get, "plugins/com.example.erp", as: .platform)
        #expect(one.status == 200 && one.json == erp)
        #expect(try await house.door.send(.get, "plugins/com.example.none", as: .platform).status == 404)
    }

    @Test func letsAReleaseServeSomeThenAllAndGoBack() async throws {
        let house = try PluginDoor()
        let digests = try house.install(Self.old, Self.new)
        let (old, new) = (digests[0], digests[1])
        #expect(try await house.activate(old).status == 200)
        #expect(house.plugins.kept.routes == [house.route(old)])
        #expect(try await house.activate(new, for: ["acme-corp"]).status == 200)
        #expect(Set(house.plugins.kept.routes) == [house.route(old), house.route(new, before: old, for: Door.acme)])
        #expect(try await house.activate(new).status == 200)
        #expect(
            Set(house.plugins.kept.routes) == [
                house.route(new, before: old), house.route(new, before: old, for: Door.acme),
            ])
        let answer = try await house.rollBack()
        #expect(answer.status == 200, "\(answer.text)")
        #expect(
            Set(house.plugins.kept.routes) == [
                house.route(old, before: old), house.route(old, before: old, for: Door.acme),
            ])
        #expect(house.plugins.kept.changes.map(\.reason) == ["activate", "activate", "activate", "rollback"])
        #expect(house.plugins.kept.changes.allSatisfy { $0.author.user.rawValue == "anna" })
        #expect(house.plugins.kept.followed.last.map(Set.init) == Set(house.plugins.kept.routes))
        // A roll back that is asked for twice does not bring the new one back.
        let again = try await house.rollBack()
        #expect(again.status == 409 && again.code == "nothing_before")
        #expect(house.plugins.kept.changes.count == 4)
    }

    @Test func rollsBackTheTenantsThatAreNamed() async throws {
        let house = try PluginDoor(bundled: "com.example.erp 0 ERP_DEBT")
        let digests = try house.install(Self.old, Self.new)
        _ = try await house.activate(digests[0])
        _ = try await house.activate(digests[1], for: ["acme-corp"])
        // All or none: the other has no route of its own.
        let refusal = try await house.rollBack(["acme-corp", "rival"])
        #expect(refusal.code == "nothing_before")
        #expect(refusal.text.contains("goes back to something: rival."), "\(refusal.text)")
        #expect(try await house.rollBack(["acme-corp"]).status == 200)
        #expect(
            Set(house.plugins.kept.routes) == [
                house.route(digests[0]), house.route(digests[0], before: digests[0], for: Door.acme),
            ])
        // To the file of the plugin directory.
        #expect(try await house.rollBack().status == 200)
        #expect(house.plugins.kept.routes.contains(house.route(nil)))
    }

    @Test func theFirstReleaseHasNothingToGoBackTo() async throws {
        let house = try PluginDoor()
        let digest = try #require(try house.install(Self.old).first)
        _ = try await house.activate(digest)
        let answer = try await house.rollBack()
        #expect(answer.status == 409 && answer.code == "nothing_before")
        let bundled = try await house.activate(nil)
        #expect(bundled.status == 409 && bundled.code == "not_bundled")
        #expect(house.plugins.kept.routes == [house.route(digest)])
    }

    @Test func theBundledFileIsKnownByItsDigestToo() async throws {
        let house = try PluginDoor(bundled: "com.example.erp 0 ERP_DEBT")
        let bundled = try #require(ScriptedPlugins.release("com.example.erp 0 ERP_DEBT")).digest
        let digest = try #require(try house.install(Self.old).first)
        _ = try await house.activate(digest)
        #expect(try await house.activate(bundled).status == 200)
        #expect(house.plugins.kept.routes == [house.route(nil, before: digest)])
        // What serves already is no change.
        #expect(try await house.activate(nil).status == 200)
        #expect(house.plugins.kept.changes.count == 2)
    }

    @Test func whatCannotBeFollowedIsNotStored() async throws {
        let house = try PluginDoor()
        let digests = try house.install(Self.old, Self.new)
        _ = try await house.activate(digests[0])
        house.plugins.change { $0.broken[digests[1]] = "Its health is down." }
        let answer = try await house.activate(digests[1])
        #expect(answer.status == 409 && answer.code == "release_failed")
        #expect(answer.json["detail"] == "The release does not serve: Its health is down.")
        #expect(house.plugins.kept.routes == [house.route(digests[0])])
        #expect(house.plugins.kept.followed.suffix(2).map { $0.map(\.digest) } == [[digests[1]], [digests[0]]])
        #expect(await house.rollout.failures == [])
    }

    @Test func whatIsNotStoredIsNotFollowed() async throws {
        let house = try PluginDoor()
        let digests = try house.install(Self.old, Self.new)
        _ = try await house.activate(digests[0])
        house.plugins.change { $0.failures = [.unavailable] }
        #expect(try await house.activate(digests[1]).status == 503)
        #expect(house.plugins.kept.followed.last == [house.route(digests[0])])
        // The database had it, and did not say so.
        house.plugins.change {
            $0.failures = [.unknown]
            $0.writesWhatFails = true
        }
        #expect(try await house.activate(digests[1]).status == 503)
        #expect(house.plugins.kept.followed.last == [house.route(digests[1], before: digests[0])])
        #expect(house.plugins.kept.routes == [house.route(digests[1], before: digests[0])])
    }

    @Test func oneChangeIsMadeAfterTheOther() async throws {
        let house = try PluginDoor(following: { await Task.yield() })
        let digests = try house.install(Self.old, Self.new)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, tenants) in [["acme-corp"], ["rival"], nil, ["acme-corp"], nil].enumerated() {
                group.addTask { try await house.activate(digests[index % 2], for: tenants).status }
            }
            for try await status in group { #expect(status == 200) }
        }
        let kept = house.plugins.kept
        #expect(kept.followers.most == 1 && kept.followers.now == 0)
        // Each was told of what the one before it left, so that here and in the store is the same.
        #expect(kept.followed.last.map(Set.init) == Set(kept.routes))
        for change in kept.changes { #expect(change.routes.allSatisfy { $0.digest != $0.previous }) }
    }

    @Test func aChangeGoesOnWhenItsClientHasGone() async throws {
        let gate = AsyncStream.makeStream(of: Void.self)
        let begun = AsyncStream.makeStream(of: Void.self)
        let house = try PluginDoor(following: {
            begun.continuation.yield()
            for await _ in gate.stream { return }
        })
        let digest = try #require(try house.install(Self.old).first)
        let request = Task { try await house.activate(digest).status }
        for await _ in begun.stream { break }
        request.cancel()
        gate.continuation.yield()
        gate.continuation.finish()
        _ = await request.result
        #expect(house.plugins.kept.routes == [house.route(digest)])
    }

    @Test(
        arguments: [
            (["digest": "x"], "/digest"), (["digest": .string(String(repeating: "E", count: 64))], "/digest"),
            ([:], "/digest"), (["digest": .null, "tenants": []], "/tenants"),
            (["digest": .null, "tenants": ["No Tenant"]], "/tenants"),
            (["digest": .null, "tenants": ["nobody"]], "/tenants"),
            (["digest": .null, "force": true], "/force"),
        ] as [(JSONValue, String)]) func aBodyThatIsWrongChangesNothing(body: JSONValue, pointer: String) async throws
    {
        let house = try PluginDoor(bundled: "com.example.erp 0 ERP_DEBT")
        let answer = try await house.door.send(.post, "plugins/com.example.erp/activate", as: .platform, body)
        #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
        #expect(house.plugins.kept.followed.isEmpty && house.plugins.kept.changes.isEmpty)
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        let house = try PluginDoor(bundled: "agenthub.http 1 HTTP_GET")
        #expect(try await house.activate(Self.unknown).status == 404)
        #expect(try await house.rollBack().status == 404)
        _ = try house.install(Self.old)
        #expect(try await house.activate(Self.unknown).status == 404)
        // Another plugin's release is none of this one's.
        let digest = try #require(ScriptedPlugins.release("agenthub.http 1 HTTP_GET")).digest
        #expect(try await house.activate(digest).status == 404)
        #expect(house.plugins.kept.followed.isEmpty)
    }

    @Test(arguments: [Door.Person.own, .rival, .user]) func isTheOperatorsAlone(person: Door.Person) async throws {
        let house = try PluginDoor()
        let digest = try #require(try house.install(Self.old).first)
        #expect(try await house.activate(digest, for: ["acme-corp"], as: person).status == 403)
        #expect(try await house.rollBack(["acme-corp"], as: person).status == 403)
        #expect(try await house.door.send(.get, "plugins", as: person).status == 403)
        #expect(try await house.door.send(.get, "plugins/com.example.erp", as: person).status == 403)
        #expect(try await house.door.send(.get, "plugins/com.example.none", as: person).status == 403)
        #expect(house.plugins.kept.changes.isEmpty)
    }

    @Test func aKeyIsAnsweredOnce() async throws {
        let house = try PluginDoor()
        let digests = try house.install(Self.old, Self.new)
        let headers = [("Idempotency-Key", "k")]
        func send(_ digest: String) async throws -> Door.Answer {
            try await house.door.send(
                .post, "plugins/com.example.erp/activate", as: .platform, ["digest": .string(digest)], headers: headers)
        }
        let first = try await send(digests[0])
        #expect(first.status == 200)
        _ = try await house.activate(digests[1])
        let again = try await send(digests[0])
        #expect(again.headers[.idempotencyReplayed] == "true" && again.json == first.json)
        #expect(house.plugins.kept.routes.map(\.digest) == [digests[1]])
        #expect(try await send(digests[1]).code == "idempotency_mismatch")
    }
}
