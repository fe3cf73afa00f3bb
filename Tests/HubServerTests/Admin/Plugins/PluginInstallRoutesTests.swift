import Foundation
import HTTPTypes
import HubCore
import Support
import Synchronization
import Testing

@testable import HubServer

@Suite struct PluginInstallRoutesTests {
    private static let text = "com.example.erp 1.0.0 ERP_DEBT ERP_STOCK"

    private static func form(_ text: String = text, activate: String? = nil) -> FormText {
        let form = FormText()
        return (activate.map { form.field("activate", $0) } ?? form).file(text, filename: "erp.so")
    }

    @Test func looksAtAFileAndKeepsIt() async throws {
        let modes = Mutex<[UInt16]>([])
        let house = try PluginDoor(staging: { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            let mode = (attributes?[.posixPermissions] as? NSNumber)?.uint16Value
            modes.withLock { $0.append(mode ?? 0) }
        })
        let answer = try await house.door.send("plugins", as: .platform, Self.form())
        #expect(answer.status == 201, "\(answer.text)")
        let release = try #require(ScriptedPlugins.release(Self.text))
        #expect(answer.headers[.location] == "/api/admin/plugins/com.example.erp")
        #expect(answer.json["release"]?["digest"]?.stringValue == release.digest)
        #expect(answer.json["release"]?["state"] == "installed" && answer.json["release"]?["isolated"] == .null)
        #expect(answer.json["release"]?["installed_by"] == "anna" && answer.json["plugin"]?["routes"] == [])
        #expect(house.plugins.kept.releases.map(\.release) == [release])
        // Nobody else may read what comes in, and nothing of it stays. It serves nobody.
        #expect(modes.withLock { $0 } == [0o600])
        #expect(try house.left == [] && house.plugins.kept.followed.isEmpty)
        #expect(try await house.door.send("plugins", as: .platform, Self.form()).status == 201)
        #expect(house.plugins.kept.releases.count == 1)
    }

    @Test func activatesItWhereThatIsAskedFor() async throws {
        let house = try PluginDoor()
        let digest = try #require(ScriptedPlugins.release(Self.text)).digest
        let one = try await house.door.send("plugins", as: .platform, Self.form(activate: "acme-corp,rival"))
        #expect(one.status == 201 && one.json["release"]?["state"] == "serving", "\(one.text)")
        #expect(
            Set(house.plugins.kept.routes) == [
                house.route(digest, for: Door.acme), house.route(digest, for: Door.Person.rival.tenant),
            ])
        let all = try await house.door.send("plugins", as: .platform, Self.form(activate: "all"))
        #expect(all.status == 201 && house.plugins.kept.routes.contains(house.route(digest)))
        #expect(house.plugins.kept.changes.map(\.reason) == ["activate", "activate"])
    }

    @Test func aFileThatIsNoPluginIsRefusedWithTheReason() async throws {
        let house = try PluginDoor()
        for text in ["", "no plugin"] {
            let answer = try await house.door.send("plugins", as: .platform, Self.form(text))
            #expect(answer.status == 422 && answer.pointers == ["/file"], "\(answer.text)")
            #expect(text.isEmpty || answer.json["detail"] == "/file: It exports no ah_plugin_v1.")
        }
        #expect(try house.left == [] && house.plugins.kept.releases.isEmpty)
    }

    @Test(arguments: [
        (Self.form().cut, 400, "invalid_multipart"),
        (Self.form(String(repeating: "x", count: 100_001)), 413, "file_too_large"),
        (Self.form(String(repeating: "x", count: 200_000)), 413, "body_too_large"),
        (Self.form().file("x y z", filename: "b.so"), 422, "invalid_body"),
        (FormText().field("activate", "all"), 422, "invalid_body"),
        (Self.form().field("activate", "all"), 422, "invalid_body"),
        (Self.form(activate: "All"), 422, "invalid_body"), (Self.form(activate: "acme-corp,"), 422, "invalid_body"),
        (Self.form(activate: "nobody"), 422, "invalid_body"), (Self.form(activate: ""), 422, "invalid_body"),
        (FormText().field("force", "1").file("x y z"), 422, "invalid_body"),
    ]) func nothingIsLeftOfAnUploadThatIsWrong(form: FormText, status: Int, code: String) async throws {
        let house = try PluginDoor()
        let answer = try await house.door.send("plugins", as: .platform, form)
        #expect(answer.status == status && answer.code == code, "\(answer.text)")
        #expect(try house.left == [])
        #expect(house.plugins.kept.staged.isEmpty && house.plugins.kept.releases.isEmpty)
    }

    @Test func aBodyThatIsNoFormIsRefused() async throws {
        let answer = try await PluginDoor().door.send(.post, "plugins", as: .platform, ["activate": "all"])
        #expect(answer.status == 415)
    }

    @Test(arguments: [Door.Person.own, .rival, .user]) func isTheOperatorsAlone(person: Door.Person) async throws {
        let house = try PluginDoor()
        let answer = try await house.door.send("plugins", as: person, Self.form(activate: "all"))
        #expect(answer.status == 403 && answer.code == "role_required")
        #expect(try house.left == [] && house.plugins.kept.staged.isEmpty)
    }

    @Test func canBeTurnedOff() async throws {
        let house = try PluginDoor(installs: false)
        let answer = try await house.door.send("plugins", as: .platform, Self.form())
        #expect(answer.status == 403 && answer.code == "installing_is_off")
        #expect(house.plugins.kept.staged.isEmpty)
        #expect(try await house.door.send(.get, "plugins", as: .platform).status == 200)
    }

    @Test func aTypeHasOneOwner() async throws {
        let house = try PluginDoor(bundled: "agenthub.http 1 HTTP_GET")
        let taken = try await house.door.send("plugins", as: .platform, Self.form("com.example.erp 1 HTTP_GET"))
        #expect(taken.status == 409 && taken.code == "type_taken", "\(taken.text)")
        #expect(house.plugins.kept.releases.isEmpty)
        // Another release of the owner's is none of another.
        #expect(
            try await house.door.send("plugins", as: .platform, Self.form("agenthub.http 2 HTTP_GET")).status == 201)
    }

    @Test func oneThatCannotServeIsInstalledAllTheSame() async throws {
        let house = try PluginDoor()
        let digest = try #require(ScriptedPlugins.release(Self.text)).digest
        house.plugins.change { $0.broken[digest] = "It did not start in 5 seconds." }
        let answer = try await house.door.send("plugins", as: .platform, Self.form(activate: "all"))
        #expect(answer.status == 409 && answer.code == "release_failed")
        #expect(answer.json["detail"]?.stringValue?.contains("It did not start in 5 seconds.") == true)
        #expect(answer.json["detail"]?.stringValue?.contains("is installed") == true)
        #expect(house.plugins.kept.releases.count == 1 && house.plugins.kept.routes.isEmpty)
        #expect(house.plugins.kept.followed.last == [])
    }
}
