import Foundation
import Support

/// Compiles the C plugins of these tests, each source and set of flags once in a run.
actor PluginCompiler {
    static let standard = PluginCompiler()

    private struct Recipe: Hashable {
        let source: String
        let flags: [String]
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let headerFolder = testFolder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/PluginABI/include")

    private let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-plugins-\(UUID().uuidString)")
    private var compiled: [Recipe: Task<URL, any Error>] = [:]

    /// The shared library of `Plugins/<source>.c`.
    func library(_ source: String, flags: [String]) async throws -> URL {
        let recipe = Recipe(source: source, flags: flags)
        let number = compiled.count
        let task =
            compiled[recipe]
            ?? Task {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let library = folder.appending(path: "\(source)-\(number).so")
                try await Self.run(
                    "cc",
                    ["-std=c11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-pthread", "-w"] + flags + [
                        "-I", Self.headerFolder.path, "-o", library.path,
                        Self.testFolder.appending(path: "Plugins/\(source).c").path,
                    ])
                return library
            }
        compiled[recipe] = task
        return try await task.value
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
