import Foundation
import Glibc
import Testing

@testable import HubPlugins

@Suite struct ReleaseFolderTests {
    /// Of "contents", by sha256sum.
    private static let digest = "d1b2a59fbea7e20077af9f91b27e95e865061b270be03ff539ab3b73587882e8"

    private func with(_ test: (_ folder: ReleaseFolder, _ outside: URL) throws -> Void) throws {
        let outside = FileManager.default.temporaryDirectory.appending(path: "agenthub-folder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: outside) }
        try test(ReleaseFolder(root: outside.appending(path: "a/installed").path, limit: 1000), outside)
    }

    private func file(_ text: String, in folder: URL, _ name: String = "plugin.so") throws -> String {
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private func refusal(_ body: () throws(PluginRefusal) -> some Any) -> String? {
        do throws(PluginRefusal) {
            _ = try body()
            return nil
        } catch { return error.reason }
    }

    @Test func aFileIsKeptUnderItsDigestForThisUserAloneAndReadOnly() throws {
        try with { folder, outside in
            let path = try file("contents", in: outside)
            let incoming = try folder.take(path)
            #expect(incoming.digest == Self.digest)
            #expect(incoming.bytes == 8)
            try folder.keep(incoming, as: "a.b")
            // What was brought may go.
            try FileManager.default.removeItem(atPath: path)
            let kept = try folder.file(of: "a.b", incoming.digest)
            #expect(kept.path == "\(folder.root)/a.b/\(Self.digest).so")
            #expect(kept.bytes == 8)
            #expect(try String(contentsOfFile: kept.path, encoding: .utf8) == "contents")
            #expect(try mode(kept.path) == 0o444)
            #expect(try mode(folder.root) == 0o700)
            #expect(try mode("\(folder.root)/a.b") == 0o700)
            #expect(try names(folder.root) == ["a.b"])
        }
    }

    @Test func theSameFileTwiceIsOneAndTheFirstStays() throws {
        try with { folder, outside in
            let path = try file("contents", in: outside)
            try folder.keep(try folder.take(path), as: "a.b")
            let kept = folder.path(of: "a.b", Self.digest)
            let first = try FileManager.default.attributesOfItem(atPath: kept)[.systemFileNumber] as? Int
            try folder.keep(try folder.take(path), as: "a.b")
            #expect(try FileManager.default.attributesOfItem(atPath: kept)[.systemFileNumber] as? Int == first)
            #expect(try names(folder.root) == ["a.b"])
            #expect(try names("\(folder.root)/a.b").count == 1)
        }
    }

    @Test func aSpoiledFileIsReplacedByAGoodOne() throws {
        try with { folder, outside in
            let path = try file("contents", in: outside)
            let digest = Self.digest
            try FileManager.default.createDirectory(atPath: "\(folder.root)/a.b", withIntermediateDirectories: true)
            _ = try file("half", in: URL(filePath: "\(folder.root)/a.b"), "\(digest).so")
            #expect(
                refusal { () throws(PluginRefusal) in try folder.file(of: "a.b", digest) }
                    == "is not what was installed: its SHA-256 is another")
            try folder.keep(try folder.take(path), as: "a.b")
            #expect(try folder.file(of: "a.b", digest).bytes == 8)
        }
    }

    @Test func whatIsNoPlainFileOfTheRightSizeIsRefusedAndLeavesNothing() throws {
        try with { folder, outside in
            let good = try file("contents", in: outside)
            let link = outside.appending(path: "link.so").path
            #expect(symlink(good, link) == 0)
            let pipe = outside.appending(path: "pipe.so").path
            #expect(mkfifo(pipe, 0o600) == 0)
            let cases: [(String, String)] = [
                (link, "is a symbolic link; the file itself is expected"), (pipe, "is no regular file"),
                (outside.path, "is no regular file"), (outside.appending(path: "none").path, "is not there"),
                (try file("", in: outside, "empty.so"), "is empty"),
                (try file(String(repeating: "x", count: 1001), in: outside, "large.so"), "is over 256 MB"),
                ("/dev/zero", "is no regular file"),
            ]
            for (path, reason) in cases {
                #expect(refusal { () throws(PluginRefusal) in try folder.take(path) } == reason)
            }
            #expect(try names(folder.root).isEmpty)
        }
    }

    @Test func aFileThatSaysLessOfItsSizeThanItHasIsCutOff() throws {
        // A file of /proc says that it is empty.
        #expect(throws: FileReading.Problem.tooLarge) {
            try FileReading("/proc/self/maps", followingLinks: false, limit: 10)
        }
    }

    @Test func aStoredFileThatOthersCouldHaveMadeIsNotTaken() throws {
        try with { folder, outside in
            let incoming = try folder.take(try file("contents", in: outside))
            try folder.keep(incoming, as: "a.b")
            let kept = folder.path(of: "a.b", incoming.digest)
            #expect(chmod(kept, 0o666) == 0)
            #expect(
                refusal { () throws(PluginRefusal) in try folder.file(of: "a.b", incoming.digest) }
                    == "may be written by others than the server's user")
            #expect(rename(kept, kept + ".moved") == 0 && symlink(kept + ".moved", kept) == 0)
            #expect(
                refusal { () throws(PluginRefusal) in try folder.file(of: "a.b", incoming.digest) }
                    == "is a symbolic link; the file itself is expected")
        }
    }

    @Test(arguments: [
        ("a.b", "../x"), ("..", String(repeating: "a", count: 64)), ("a/b", String(repeating: "a", count: 64)),
        ("a..b", String(repeating: "a", count: 64)), ("a.b", String(repeating: "A", count: 64)), ("a.b", ""),
    ])
    func aNameThatIsNoReleasesIsNoPath(plugin: String, digest: String) throws {
        try with { folder, _ in
            #expect(
                refusal { () throws(PluginRefusal) in try folder.file(of: plugin, digest) }
                    == "has no name that a release can have")
        }
    }

    @Test func aFolderThatIsALinkIsRefused() throws {
        try with { folder, outside in
            let path = try file("contents", in: outside)
            try FileManager.default.createDirectory(
                at: outside.appending(path: "elsewhere"), withIntermediateDirectories: true)
            let incoming = try folder.take(path)
            #expect(symlink(outside.appending(path: "elsewhere").path, "\(folder.root)/a.b") == 0)
            #expect(
                refusal { () throws(PluginRefusal) in try folder.keep(incoming, as: "a.b") }?
                    .hasPrefix("cannot be kept: ") == true)
            #expect(try names(outside.appending(path: "elsewhere").path).isEmpty)
        }
    }

    @Test func whatAnEndedProcessLeftOnItsWayInIsSwept() throws {
        try with { folder, outside in
            let path = try file("contents", in: outside)
            let recent = try folder.take(path)
            let left = try folder.take(path)
            var times = [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)]
            #expect(utimes(left.path, &times) == 0)
            _ = try folder.take(path)
            #expect(!FileManager.default.fileExists(atPath: left.path))
            #expect(FileManager.default.fileExists(atPath: recent.path))
        }
    }
}
