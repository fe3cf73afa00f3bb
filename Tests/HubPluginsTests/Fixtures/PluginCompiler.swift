import Foundation
import Support

/// Compiles the C plugins of these tests, each source and set of flags once in a run.
actor PluginCompiler {
    static let standard = PluginCompiler()

    /// What a plugin is compiled with.
    enum Language: Hashable, Sendable, CaseIterable {
        /// Against the header of today.
        case c
        /// Against the header of ABI 1.0 as it was when that was promised.
        case frozenC
        case frozenCxx
        /// Against tables of its own: it knows no header.
        case rust
    }

    private struct Recipe: Hashable {
        let source: String
        let language: Language
        let flags: [String]
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let frozenHeader = testFolder.appending(path: "ABI/agenthub_plugin_1_0.h")
    static let headerFolder = testFolder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/PluginABI/include")

    private let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-plugins-\(UUID().uuidString)")
    private var compiled: [Recipe: Task<URL, any Error>] = [:]

    /// The shared library of `Plugins/<source>.c` (or `.rs`).
    func library(_ source: String, _ language: Language = .c, flags: [String]) async throws -> URL {
        let recipe = Recipe(source: source, language: language, flags: flags)
        let number = compiled.count
        let task =
            compiled[recipe]
            ?? Task {
                let library = folder.appending(path: "\(source)-\(number).so")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try await compile(source, language, flags, to: library)
                return library
            }
        compiled[recipe] = task
        return try await task.value
    }

    private func compile(_ source: String, _ language: Language, _ flags: [String], to library: URL) async throws {
        let path = Self.testFolder.appending(path: "Plugins/\(source)").path
        let common = ["-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-pthread", "-w"] + flags + ["-o", library.path]
        switch language {
        case .c:
            try await Self.run("cc", ["-std=c11"] + common + ["-I", Self.headerFolder.path, path + ".c"])
        case .frozenC:
            try await Self.run("cc", ["-std=c11"] + common + ["-I", try frozenFolder().path, path + ".c"])
        case .frozenCxx:
            try await Self.run(
                "g++", ["-std=c++17"] + common + ["-I", try frozenFolder().path, "-x", "c++", path + ".c"])
        case .rust:
            try await Self.run(
                "rustc",
                ["--edition", "2021", "-C", "panic=abort", "--crate-type", "cdylib", "-o", library.path]
                    + flags + [path + ".rs"])
        }
    }

    /// A folder with the frozen header under the name that plugins include.
    func frozenFolder() throws -> URL {
        let folder = folder.appending(path: "frozen")
        if !FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: Self.frozenHeader, to: folder.appending(path: "agenthub_plugin.h"))
        }
        return folder
    }

    /// Runs a program to its end; throws what it said when its status is not 0.
    static func run(_ program: String, _ arguments: [String]) async throws {
        let (status, said) = try await ChildProcess.run(
            URL(fileURLWithPath: "/usr/bin/env"), [program] + arguments)
        guard status == 0 else {
            throw Failure(description: "\(program) \(arguments.joined(separator: " ")): \(said)")
        }
    }

    /// Whether a program is installed.
    static func has(_ program: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}
