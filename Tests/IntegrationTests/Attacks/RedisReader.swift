import Foundation
import Glibc

/// What stands in a Redis, read over a socket of its own.
struct RedisReader {
    struct Failure: Error {}

    private indirect enum Reply {
        case text([UInt8])
        case list([Reply])
        case none

        var texts: [[UInt8]] {
            switch self {
            case .text(let bytes): [bytes]
            case .list(let replies): replies.flatMap(\.texts)
            case .none: []
            }
        }
    }

    /// Every key that begins so, with all that its value holds.
    static func values(at url: String, prefix: String) async throws -> [String: [UInt8]] {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try blockingValues(at: url, prefix: prefix) }) }.start()
        }
    }

    private static func blockingValues(at url: String, prefix: String) throws -> [String: [UInt8]] {
        guard let port = URLComponents(string: url)?.port else { throw Failure() }
        let handle = FileHandle(fileDescriptor: try RawHTTP(port: port).connection(), closeOnDealloc: true)
        var values: [String: [UInt8]] = [:]
        var cursor = "0"
        repeat {
            guard case .list(let page) = try ask(handle, "SCAN", cursor, "MATCH", prefix + "*", "COUNT", "500"),
                page.count == 2, let next = page[0].texts.first
            else { throw Failure() }
            cursor = String(decoding: next, as: UTF8.self)
            for key in page[1].texts.map({ String(decoding: $0, as: UTF8.self) }) {
                let type = try ask(handle, "TYPE", key).texts.first ?? []
                let reading = ["string": ["GET", key], "hash": ["HGETALL", key], "none": []]
                // A kind of value that nobody has looked into would be a hole.
                guard let command = reading[String(decoding: type, as: UTF8.self)] else { throw Failure() }
                if command.isEmpty { continue }
                values[key] = Array(try ask(handle, command).texts.joined(separator: [0x0A]))
            }
        } while cursor != "0"
        return values
    }

    private static func ask(_ handle: FileHandle, _ words: String...) throws -> Reply { try ask(handle, words) }

    private static func ask(_ handle: FileHandle, _ words: [String]) throws -> Reply {
        let text = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        try handle.write(contentsOf: Data(text.utf8))
        return try reply(handle)
    }

    private static func reply(_ handle: FileHandle) throws -> Reply {
        let line = try self.line(handle)
        guard let kind = line.first else { throw Failure() }
        switch kind {
        case "+", ":": return .text(Array(line.dropFirst().utf8))
        case "$":
            guard let count = Int(line.dropFirst()), count >= 0 else { return .none }
            let bytes = try self.bytes(handle, count + 2)
            return .text(Array(bytes.dropLast(2)))
        case "*": return .list(try (0..<(Int(line.dropFirst()) ?? 0)).map { _ in try reply(handle) })
        case _: throw Failure()
        }
    }

    private static func line(_ handle: FileHandle) throws -> String {
        var line: [UInt8] = []
        while !line.ends(with: [0x0D, 0x0A]) { line += try bytes(handle, 1) }
        return String(decoding: line.dropLast(2), as: UTF8.self)
    }

    private static func bytes(_ handle: FileHandle, _ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let data = try handle.read(upToCount: count - bytes.count), !data.isEmpty else { throw Failure() }
            bytes += data
        }
        return bytes
    }
}

extension [UInt8] {
    fileprivate func ends(with end: [UInt8]) -> Bool { suffix(end.count).elementsEqual(end) }
}
