import Foundation
import Support

/// Compiles the plugins of the corpus, each once in a run.
actor CorpusCompiler {
    static let standard = CorpusCompiler()

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let headerFolder = testFolder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/PluginABI/include")

    private let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-corpus-\(UUID().uuidString)")
    private var compiled: [String: Task<URL, any Error>] = [:]

    /// The shared library of `Plugins/<source>.c`.
    func library(_ source: String, flags: [String] = []) async throws -> URL {
        let key = ([source] + flags).joined(separator: " ")
        let number = compiled.count
        let task =
            compiled[key]
            ?? Task {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let library = folder.appending(path: "\(source)-\(number).so")
                let (status, said) = try await ChildProcess.run(
                    URL(fileURLWithPath: "/usr/bin/env"),
                    [
                        "cc", "-std=c11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-pthread", "-fvisibility=hidden",
                        "-w",
                    ] + flags + [
                        "-I", Self.headerFolder.path, "-o", library.path,
                        Self.testFolder.appending(path: "Plugins/\(source).c").path,
                    ])
                guard status == 0 else { throw Failure(description: "\(source).c does not compile: \(said)") }
                return library
            }
        compiled[key] = task
        return try await task.value
    }

    /// The sources of the corpus, without `.c`.
    static func sources() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: testFolder.appending(path: "Plugins").path)
            .filter { $0.hasSuffix(".c") }.map { String($0.dropLast(2)) }.sorted()
    }
}
