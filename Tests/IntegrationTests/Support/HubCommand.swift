import Foundation
import Glibc
import Support

/// One run of `agenthub` that ends by itself, unlike a server.
final class HubCommand: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private let process: ChildProcess

    private init(process: ChildProcess) { self.process = process }

    static func start(_ arguments: [String], environment: [String: String]) throws -> HubCommand {
        let program = BuildProducts.folder.appending(path: "agenthub")
        return HubCommand(
            process: try ChildProcess(program, arguments, environment: environment, errorsGo: .withOutput))
    }

    var isRunning: Bool { process.isRunning }

    func kill9() { process.signal(SIGKILL) }

    /// Returns when it has ended: its status, and all that it wrote.
    func ended() async throws -> (status: Int32, text: String) { try await process.read() }

    /// Runs it to its end and returns what it wrote; throws when its status is not 0.
    @discardableResult
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> String {
        let (status, text) = try await start(arguments, environment: environment).ended()
        guard status == 0 else { throw Failure("\(arguments) ended with \(status): \(text)") }
        return text
    }
}
