import Foundation
import HubCore
import Testing

@testable import HubPlugins

/// Folders of plugins' own, and what the operator sets for them.
@Suite struct DataFolderTests {
    private func withFolder(_ test: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-data-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await test(folder.path)
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    private func scope(_ fixture: HostFixture, _ tool: Tool = .of("OUTSIDE"), tenant: String = "acme") async throws
        -> JSONValue
    {
        try #require(try await fixture.call(tool, ["scope": 1], tenant: tenant).value)
    }

    @Test(.everyHosting) func aPluginHasOneForEachTenantAndNobodyElseReadsIt() async throws {
        try await withFolder { root async throws in
            try await HostFixture.with(
                .plugin("outside"), configure: { $0.dataFolder = root + "/a/b" }
            ) { fixture async throws in
                let told = try await scope(fixture)
                let path = try #require(told["data_dir"]?.stringValue)
                #expect(path == "\(root)/a/b/test.outside/\(told["scope"]?.stringValue ?? "")")
                #expect(try mode(path) == 0o700 && mode("\(root)/a/b/test.outside") == 0o700)
                // Another row of the tenant shares it, another tenant has another.
                #expect(try await scope(fixture)["data_dir"] == told["data_dir"])
                #expect(try await scope(fixture, tenant: "other")["data_dir"] != told["data_dir"])
            }
        }
    }

    @Test func whatWasOpenToOthersBecomesClosed() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "agenthub-data-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let folder = DataFolder(root: root, plugin: "a.b", scope: "x")
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try folder.make()
        #expect(try mode(folder.path) == 0o700)
        try folder.make()
    }

    @Test func aLinkOrAFileInItsPlaceIsNotTaken() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "agenthub-data-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/a.b", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: root + "/a.b/x", withDestinationPath: "/tmp")
        try Data().write(to: URL(fileURLWithPath: root + "/a.b/y"))
        for scope in ["x", "y"] {
            #expect(throws: DataFolder.Problem(code: ENOTDIR)) {
                try DataFolder(root: root, plugin: "a.b", scope: scope).make()
            }
        }
        #expect(throws: DataFolder.Problem.self) {
            try DataFolder(root: root + "/a.b/y", plugin: "a.b", scope: "x").make()
        }
    }

    @Test func whereItCannotBeMadeTheRowSaysSo() async throws {
        try await withFolder { root async throws in
            try Data().write(to: URL(fileURLWithPath: root))
            try await HostFixture.with(.plugin("outside"), configure: { $0.dataFolder = root }) {
                fixture async throws in
                let failure = try await fixture.call(.of("OUTSIDE"), ["scope": 1]).failure
                #expect(failure?.code == .unavailable)
                #expect(failure?.message.contains(root) == false)
                #expect(try fixture.plugin("outside").count(.created) == 0)
                #expect(fixture.lines(with: "data folder cannot be made").count == 1)
            }
        }
    }

    @Test func aPluginThatAsksForNoneOrAHostThatHasNoneGivesNone() async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            #expect(try await scope(fixture)["data_dir"] == nil)
        }
        try await withFolder { root async throws in
            try await HostFixture.with(.plugin("echo"), configure: { $0.dataFolder = root }) { fixture async throws in
                _ = try await fixture.call(.of("ECHO"), ["a": 1])
                #expect(!FileManager.default.fileExists(atPath: root))
            }
        }
    }

    @Test(.everyHosting) func aPlatformsRowIsTriedWithOneThatIsNoTenants() async throws {
        try await withFolder { root async throws in
            try await HostFixture.with(.plugin("outside"), configure: { $0.dataFolder = root }) {
                fixture async throws in
                #expect(await fixture.host.problems(with: .of("OUTSIDE")).isEmpty)
                let tried = try FileManager.default.contentsOfDirectory(atPath: root + "/test.outside")
                let told = try await scope(fixture)
                #expect(tried.count == 1 && tried.first != told["scope"]?.stringValue)
            }
        }
    }

    @Test(.everyHosting) func theOperatorsSettingsReachTheirPluginOnly() async throws {
        try await HostFixture.with(
            .plugin("outside"), configure: { $0.settings = ["test.outside": ["url": "http://a", "n": 1]] }
        ) { fixture async throws in
            #expect(try await scope(fixture)["settings"] == ["url": "http://a", "n": 1])
        }
        try await HostFixture.with(
            .plugin("outside"), configure: { $0.settings = ["test.other": ["url": "http://a"]] }
        ) { fixture async throws in
            #expect(try await scope(fixture)["settings"] == nil)
        }
    }

    @Test(.everyHosting) func aTenantsRowIsToldItsTenantsFolderAndThePlatformsTheWhole() async throws {
        try await HostFixture.with(
            .plugin("outside"),
            configure: {
                $0.settings = ["test.outside": ["databases": "/srv/databases", "url": "http://a"]]
                $0.tenantFolders = ["test.outside": ["databases", "absent"], "test.other": ["url"]]
            }
        ) { fixture async throws in
            var tool = Tool.of("OUTSIDE")
            tool.owner = TenantID("acme")
            let own = try await scope(fixture, tool)["settings"]
            #expect(own == ["databases": "/srv/databases/acme", "url": "http://a"])
            let platforms = try await scope(fixture)["settings"]
            #expect(platforms == ["databases": "/srv/databases", "url": "http://a"])
        }
    }
}
