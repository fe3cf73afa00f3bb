import Foundation
import Support

/// The programs that an author of a plugin runs, and the places where they work.
enum AuthorTools {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let agenthub = BuildProducts.folder.appending(path: "agenthub")

    /// The folder of `cargo`; nil where there is no Rust.
    static let cargoFolder: String? = {
        let environment = ProcessInfo.processInfo.environment
        let folders =
            (environment["PATH"] ?? "").split(separator: ":").map(String.init)
            + [(environment["HOME"] ?? "") + "/.cargo/bin"]
        return folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/cargo") }
    }()
    static let hasCargo = cargoFolder != nil

    /// A folder that is gone afterwards.
    static func inFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "author-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    /// Runs a command in a folder, whatever comes of it.
    static func attempt(
        _ command: [String], in folder: URL, environment: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        var environment = environment
        if let cargoFolder, let path = ProcessInfo.processInfo.environment["PATH"] {
            environment["PATH"] = "\(path):\(cargoFolder)"
        }
        return try await ChildProcess.run(
            URL(fileURLWithPath: "/usr/bin/env"), ["-C", folder.path] + command, environment: environment)
    }

    /// Runs a command in a folder, which must succeed; what it wrote.
    @discardableResult
    static func run(
        _ command: [String], in folder: URL, environment: [String: String] = [:]
    ) async throws -> String {
        let (status, text) = try await attempt(command, in: folder, environment: environment)
        guard status == 0 else {
            throw Failed(description: "\(command.joined(separator: " ")) ended with \(status): \(text.suffix(4000))")
        }
        return text
    }
}
