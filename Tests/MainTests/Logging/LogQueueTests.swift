import Foundation
import Glibc
import Testing

@testable import agenthub

@Suite struct LogQueueTests {
    /// The two ends of a pipe, closed with it.
    private final class Channel: Sendable {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        deinit {
            Glibc.close(reading)
            Glibc.close(writing)
        }

        /// Reads that many lines, or what comes before nothing comes for a long time.
        func lines(_ count: Int) -> [String] {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while bytes.count(where: { $0 == UInt8(ascii: "\n") }) < count {
                var wanted = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
                guard poll(&wanted, 1, 30_000) > 0 else { break }
                let read = read(reading, &buffer, buffer.count)
                guard read > 0 else { break }
                bytes += buffer[..<read]
            }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// A line that no pipe holds: nothing that comes behind it can be written until somebody reads.
    private let filling = String(repeating: "x", count: 256 << 10)

    @Test(arguments: [(8192, 512 << 10, 262_143 / 101), (100, 8 << 20, 99)])
    func whatNobodyReadsIsDroppedAndCounted(maximumLines: Int, maximumBytes: Int, kept: Int) throws {
        let channel = try Channel()
        let queue = LogQueue(channel.writing, maximumLines: maximumLines, maximumBytes: maximumBytes)
        queue.write(filling)
        let line = String(repeating: "y", count: 100)
        for _ in 0..<kept { queue.write(line) }
        #expect(queue.dropped == 0)
        for _ in 0..<7 { queue.write(line) }
        #expect(queue.dropped == 7)
        let lines = channel.lines(kept + 1)
        #expect(lines.count == kept + 1 && lines[0] == filling)
        #expect(lines.dropFirst().allSatisfy { $0 == line })
        queue.close()
        #expect(queue.dropped == 7)
        withExtendedLifetime(channel) {}
    }

    @Test func whatIsTakenIsWrittenBeforeItCloses() throws {
        let channel = try Channel()
        let queue = LogQueue(channel.writing)
        for number in 0..<100 { queue.write("line \(number) Bearer abcdefgh1234") }
        queue.close()
        queue.write("too late")
        #expect(queue.dropped == 1)
        #expect(channel.lines(100) == (0..<100).map { "line \($0) Bearer •••" })
    }
}
