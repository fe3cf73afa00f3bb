import Foundation
import Support

/// Commands to a test's Redis behind the product's back.
struct RedisCommandLine {
    private let port: Int

    init(_ server: RedisServer) { port = Int(server.port) }

    /// Returns the lines of the answer.
    @discardableResult
    func run(_ words: String...) async throws -> [String] {
        let connection = FileHandle(fileDescriptor: try RawHTTP(port: port).connection(), closeOnDealloc: true)
        try connection.write(contentsOf: Data((words.joined(separator: " ") + "\r\nQUIT\r\n").utf8))
        let reader = LineReader(connection)
        var lines: [String] = []
        while let line = await reader.next() { lines.append(line.trimmingCharacters(in: .whitespacesAndNewlines)) }
        return lines.dropLast()
    }

    /// How often Redis has run a command, since it started.
    func calls(of command: String) async throws -> Int {
        let line = try await run("INFO", "commandstats").first { $0.hasPrefix("cmdstat_\(command):calls=") }
        return line?.split(separator: "=").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    }
}
