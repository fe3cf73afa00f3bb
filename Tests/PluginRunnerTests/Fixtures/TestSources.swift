import Foundation
import Support

/// Compiles the C sources of these tests, each source and set of flags once in a run.
actor TestSources {
    static let standard = TestSources()

    private struct Recipe: Hashable {
        let source: URL
        let flags: [String]
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-runner-\(UUID().uuidString)")
    private var compiled: [Recipe: Task<String, any Error>] = [:]

    /// A plugin of this target.
    func plugin(_ name: String) async throws -> String {
        try await compile(Self.tests.appending(path: "PluginRunnerTests/Plugins/\(name).c"), ["-shared", "-fPIC"])
    }

    /// A plugin that shows a host what can be wrong with one.
    func hostsPlugin(_ name: String, flags: [String] = []) async throws -> String {
        try await compile(
            Self.tests.appending(path: "HubPluginsTests/Plugins/\(name).c"), ["-shared", "-fPIC"] + flags)
    }

    func program(_ name: String) async throws -> String {
        try await compile(Self.tests.appending(path: "PluginRunnerTests/Plugins/\(name).c"), [])
    }

    private func compile(_ source: URL, _ flags: [String]) async throws -> String {
        let recipe = Recipe(source: source, flags: flags)
        let file = folder.appending(path: "\(compiled.count)-\(source.lastPathComponent).bin")
        let headers = Self.tests.deletingLastPathComponent().appending(path: "Sources/PluginABI/include")
        let task =
            compiled[recipe]
            ?? Task {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let (status, said) = try await ChildProcess.run(
                    URL(fileURLWithPath: "/usr/bin/env"),
                    ["cc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-pthread", "-w"] + flags
                        + ["-I", headers.path, "-o", file.path, source.path])
                guard status == 0 else { throw Failure(description: said) }
                return file.path
            }
        compiled[recipe] = task
        return try await task.value
    }
}
