import Foundation
import Glibc
import HubCore
import Testing

@testable import HubPlugins

/// Files that are brought to be installed, and what may be wrong with them and with the store.
@Suite(.serialized) struct StagingTests {
    private func problem(_ fixture: HostFixture, _ path: String) async -> String? {
        do throws(PluginProblem) {
            _ = try await fixture.host.stage(path)
            return nil
        } catch { return error.message }
    }

    private func installed(_ fixture: HostFixture) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.directory.appending(path: "installed").path)
            .sorted()
    }

    @Test(arguments: Hosting.allCases) func theSameFileTwiceIsOneRelease(_ hosting: Hosting) async throws {
        try await HostFixture.with(hosting: hosting) { fixture async throws in
            let first = try await fixture.stage("2.0.0")
            #expect(try await fixture.stage("2.0.0") == first)
            #expect(await fixture.follow(.to(first)).isEmpty)
            // Nor does it harm the one that serves.
            #expect(try await fixture.stage("2.0.0") == first)
            #expect(try await fixture.answer(.of("RELEASE")) == "2.0.0")
            #expect(try installed(fixture) == ["test.release"])
        }
    }

    @Test(arguments: Hosting.allCases) func whatIsNoPluginIsRefusedAndLeavesNothing(_ hosting: Hosting) async throws {
        try await HostFixture.with(HostFixture.bundled(), hosting: hosting) { fixture async throws in
            let text = fixture.directory.appending(path: "text")
            try Data("not a library".utf8).write(to: text)
            #expect(
                await problem(fixture, text.path)?.hasPrefix("The file is not a shared library that can be loaded: ")
                    == true)
            let whole = try Data(contentsOf: fixture.directory.appending(path: "release.so"))
            let half = fixture.directory.appending(path: "half")
            try whole.prefix(40).write(to: half)
            #expect(
                await problem(fixture, half.path)?.hasPrefix("The file is not a shared library that can be loaded: ")
                    == true)
            let link = fixture.directory.appending(path: "link").path
            #expect(symlink(fixture.directory.appending(path: "release.so").path, link) == 0)
            #expect(await problem(fixture, link) == "The file is a symbolic link; the file itself is expected.")
            let defective = try await PluginCompiler.standard.library(
                "defective", flags: ["-DPLUGIN_FIELDS=.version=\"1.x\""])
            #expect(
                await problem(fixture, defective.path)
                    == "The file has the version \"1.x\"; major.minor.patch is expected.")
            let huge = fixture.directory.appending(path: "huge").path
            #expect(FileManager.default.createFile(atPath: huge, contents: nil) && truncate(huge, 300 << 20) == 0)
            #expect(await problem(fixture, huge) == "The file is over 256 MB.")
            #expect(try installed(fixture).isEmpty)
        }
    }

    @Test func aTypeThatIsAnotherPluginsIsRefused() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let thief = try await PluginCompiler.standard.library(
                "release", flags: HostFixture.flags("9.0.0") + ["-DTYPE=\"ECHO\""])
            #expect(await problem(fixture, thief.path) == "The file offers ECHO, which test.echo offers already.")
            #expect(try installed(fixture).isEmpty)
        }
    }

    @Test(arguments: Hosting.allCases) func aStoredFileThatIsNotWhatItsNameSaysIsNotLoaded(_ hosting: Hosting)
        async throws
    {
        try await HostFixture.with(HostFixture.bundled(), hosting: hosting) { fixture async throws in
            let release = try await fixture.stage("2.0.0")
            let path = fixture.installed(release).path
            let other = try await PluginCompiler.standard.library("release", flags: HostFixture.flags("6.6.6"))
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: other.path, toPath: path)
            let reason = "The file of the release is not what was installed: its SHA-256 is another."
            #expect(await fixture.follow(.to(release)) == ["all: \(reason)"])
            #expect(try await fixture.answer(.of("RELEASE")) == "1.0.0")
            let status = try #require(fixture.host.statuses().first { $0.release.digest == release.digest })
            #expect(status.state == .failed && status.reason == reason)

            try FileManager.default.removeItem(atPath: path)
            #expect(await fixture.follow(.to(release)) == ["all: The file of the release is not there."])
            // Installed again, it serves.
            #expect(try await fixture.stage("2.0.0") == release)
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(.of("RELEASE")) == "2.0.0")
        }
    }

    @Test func aFileUnderAnotherPluginsNameIsNotLoaded() async throws {
        try await HostFixture.with { fixture async throws in
            let release = try await fixture.stage("2.0.0")
            let folder = fixture.directory.appending(path: "installed").path
            #expect(rename("\(folder)/test.release", "\(folder)/test.other") == 0)
            #expect(
                await fixture.follow(.to(release, plugin: "test.other"))
                    == ["all: The file of the release is of the plugin test.release, not of test.other."])
        }
    }

    @Test func withoutAFolderNothingIsInstalled() async throws {
        try await HostFixture.with(configure: { $0.releaseFolder = nil }) { fixture async throws in
            #expect(await problem(fixture, "/bin/true") == "This server has no folder for installed plugins.")
            let release = PluginRelease(
                plugin: "a.b", version: "1.0.0", digest: String(repeating: "a", count: 64), types: [], bytes: 0)
            #expect(await fixture.follow(.to(release, plugin: "a.b")).count == 1)
        }
    }
}
