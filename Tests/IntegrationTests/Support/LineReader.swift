import Foundation
import Glibc

/// Lines of a pipe or a socket, read on a thread of its own.
final class LineReader: Sendable {
    private let stream: AsyncStream<String>

    init(_ handle: FileHandle) {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        self.stream = stream
        Thread {
            var rest: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            // Not by `availableData`, which ends the program when the peer resets the connection.
            while case let count = read(handle.fileDescriptor, &buffer, buffer.count), count > 0 {
                rest += buffer[..<count]
                while let end = rest.firstIndex(of: 0x0A) {
                    continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
            }
            continuation.finish()
        }.start()
    }

    /// The next line; nil at the end. For one reader.
    func next() async -> String? {
        for await line in stream { return line }
        return nil
    }
}
