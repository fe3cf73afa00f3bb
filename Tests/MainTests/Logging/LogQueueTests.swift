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

        /// Reads that many lines.
        func lines(_ count: Int) -> [String] {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while bytes.count(where: { $0 == UInt8(ascii: "\n") }) < count {
                let read = read(reading, &buffer, buffer.count)
                guard read > 0 else { break }
                bytes += buffer[..<read]
            }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    @Test func whatNobodyReadsIsDroppedAndCounted() throws {
        let channel = try Channel()
        let queue = LogQueue(channel.writing)
        // More than the pipe holds: nothing that comes behind it can be written, and nothing is let go of.
        let filling = String(repeating: "x", count: 2 << 20)
        queue.write(filling)
        var written = 0
        while queue.dropped == 0 {
            queue.write("\(written) " + String(repeating: "y", count: 4096))
            written += 1
            try #require(written < 10_000)
        }
        let kept = written - 1
        // 8 MB in all.
        #expect(kept > 1500 && kept < 1536)
        for _ in 0..<7 { queue.write(filling) }
        #expect(queue.dropped == 8)
        let lines = channel.lines(kept + 1)
        #expect(lines.count == kept + 1 && lines[0] == filling)
        #expect(lines.dropFirst().enumerated().allSatisfy { $1.hasPrefix("\($0) y") })
        queue.close()
        #expect(queue.dropped == 8)
        withExtendedLifetime(channel) {}
    }

    @Test func itTakesOnlySoManyLinesHoweverShort() throws {
        let channel = try Channel()
        let queue = LogQueue(channel.writing)
        let filling = String(repeating: "x", count: 2 << 20)
        // More than the pipe holds: nothing that comes behind it can be written.
        queue.write(filling)
        var kept = 0
        while queue.dropped == 0 {
            queue.write("y")
            kept += 1
            try #require(kept < 10_000)
        }
        #expect(kept == 8192)
        let lines = channel.lines(8192)
        #expect(lines.count == 8192 && lines[0] == filling)
        queue.close()
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
