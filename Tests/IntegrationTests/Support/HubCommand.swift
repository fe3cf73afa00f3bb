import Foundation
import Glibc
import Support
import Synchronization

/// One run of `agenthub` that ends by itself, unlike a server.
final class HubCommand: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private let process: Process
    private let output: FileHandle

    private init(process: Process, output: FileHandle) {
        self.process = process
        self.output = output
    }

    static func start(_ arguments: [String], environment: [String: String]) throws -> HubCommand {
        let process = Process()
        process.executableURL = BuildProducts.folder.appending(path: "agenthub")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return HubCommand(process: process, output: output.fileHandleForReading)
    }

    var isRunning: Bool { process.isRunning }

    func kill9() { kill(process.processIdentifier, SIGKILL) }

    /// Returns when it has ended: its status, and all that it wrote.
    func ended() async -> (status: Int32, text: String) {
        await withCheckedContinuation { continuation in
            Thread { [process, output] in
                let text = String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                continuation.resume(returning: (process.terminationStatus, text))
            }.start()
        }
    }

    /// Runs it to its end and returns what it wrote; throws when its status is not 0.
    @discardableResult
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> String {
        let (status, text) = try await start(arguments, environment: environment).ended()
        guard status == 0 else { throw Failure("\(arguments) ended with \(status): \(text)") }
        return text
    }
}
