import Glibc
import HubCore
import RunnerProtocol
import Testing

@testable import HubPlugins

/// Frames over a socket whose other side does what it likes.
@Suite struct RunnerLinkTests {
    /// The other side.
    private final class Peer: Sendable {
        let socket: Int32

        init(_ socket: Int32) { self.socket = socket }

        deinit { close(socket) }

        func write(_ bytes: [UInt8]) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if count <= 0 { return }
                rest = rest.dropFirst(count)
            }
        }

        /// Reads so many bytes, or fewer when no more come.
        func read(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65_536)
            while bytes.count < count {
                let got = recv(socket, &piece, min(piece.count, count - bytes.count), 0)
                if got <= 0 { break }
                bytes += piece[..<got]
            }
            return bytes
        }
    }

    private func pair(limit: Int = 1 << 20) throws -> (RunnerLink, Peer) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (RunnerLink(socket: ends[0], limit: limit), Peer(ends[1]))
    }

    private func frame(_ kind: Int, subject: UInt64 = 0, length: Int? = nil, _ payload: [UInt8]) -> [UInt8] {
        var head = ahr_header(kind, subject: subject)
        head.length = UInt32(length ?? payload.count)
        return withUnsafeBytes(of: &head) { Array($0) } + payload
    }

    /// What comes out of the link for bytes that the other side wrote in pieces of a size.
    private func received(_ bytes: [UInt8], piece: Int) throws -> ([(UInt64, [UInt8])], RunnerLink.Ending) {
        let (link, peer) = try pair()
        let isRunning = HostThread.start {
            for start in stride(from: 0, to: bytes.count, by: piece) {
                peer.write(Array(bytes[start..<min(bytes.count, start + piece)]))
            }
            shutdown(peer.socket, Int32(SHUT_RDWR))
        }
        #expect(isRunning)
        var frames: [(UInt64, [UInt8])] = []
        let ending = link.receive { frame in
            frames.append((frame.head.subject, Array(frame.payload)))
            return true
        }
        return (frames, ending)
    }

    @Test(arguments: [1, 31, 33, 4096, 1 << 20])
    func framesComeWholeHoweverTheirBytesCome(piece: Int) throws {
        var bytes: [UInt8] = []
        var sent: [[UInt8]] = []
        // Some larger than the buffer, and small ones after them. In single bytes there are fewer.
        for (number, size) in [0, 1, 1000, piece == 1 ? 100 : 3_000_000, 5, piece == 1 ? 10 : 700_000, 0, 3]
            .enumerated()
        {
            sent.append((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) })
            bytes += frame(AHR_REQUEST, subject: UInt64(number), sent[number])
        }
        let (frames, ending) = try received(bytes, piece: piece)
        #expect(ending == .closed)
        #expect(frames.map(\.0) == (0..<8).map { UInt64($0) })
        #expect(frames.map(\.1) == sent)
    }

    @Test func whatNoRunnerWritesEndsTheReading() throws {
        let good = frame(AHR_LOG, [1, 2])
        for bad in [
            frame(AHR_INVOKE, []), frame(0xEEEE, []), frame(AHR_COMPLETE, length: 102_402, []),
            frame(AHR_LOG, length: 104_449, []), frame(AHR_STUCK, [1]), frame(AHR_REQUEST, length: (8 << 20) + 1, []),
            frame(AHR_DESCRIPTION, length: Int(UInt32.max), []),
        ] {
            let (frames, ending) = try received(good + bad + good, piece: 1 << 20)
            #expect(ending == .garbage)
            #expect(frames.count == 1)
        }
    }

    @Test func aFrameThatIsCutOffIsNone() throws {
        let (frames, ending) = try received(frame(AHR_LOG, length: 10, [1, 2]), piece: 100)
        #expect(ending == .closed && frames.isEmpty)
    }

    @Test func nothingInTimeEndsTheReading() throws {
        let (link, peer) = try pair()
        #expect(link.receive(until: MonotonicTime.now() &+ 1_000_000) { _ in true } == .late)
        withExtendedLifetime(peer) {}
    }

    @Test func whatTheSocketDoesNotTakeAtOnceComesLaterInItsOrder() throws {
        let (link, peer) = try pair(limit: 64 << 20)
        let payloads = (0..<40).map { [UInt8](repeating: UInt8($0), count: 100_000) }
        for (number, payload) in payloads.enumerated() {
            payload.withUnsafeBytes { payload in
                let cut = UnsafeRawBufferPointer(rebasing: payload[..<7])
                let rest = UnsafeRawBufferPointer(rebasing: payload[7...])
                #expect(link.send(ahr_header(AHR_DONE, subject: UInt64(number)), cut, rest) == .sent)
            }
        }
        for (number, payload) in payloads.enumerated() {
            #expect(peer.read(32) == Array(frame(AHR_DONE, subject: UInt64(number), payload)[..<32]))
            #expect(peer.read(payload.count) == payload)
        }
        link.close()
    }

    @Test func aPeerThatReadsNothingIsGivenUpAtTheBound() throws {
        let (link, peer) = try pair(limit: 1 << 20)
        let payload = [UInt8](repeating: 1, count: 100_000)
        var sent = 0
        while sent < 1000, payload.withUnsafeBytes({ link.send(ahr_header(AHR_DONE), $0) }) == .sent { sent += 1 }
        #expect(sent >= 10 && sent < 100)
        withExtendedLifetime(peer) {}
    }

    @Test func aPeerThatAlwaysLeavesSomethingDoesNotMakeItGrow() throws {
        let limit = 4 << 20
        let (link, peer) = try pair(limit: limit)
        let payload = [UInt8](repeating: 1, count: 100_000)
        var most = 0
        // Of each frame that goes in one is read, while others wait.
        for number in 0..<1000 {
            #expect(payload.withUnsafeBytes { link.send(ahr_header(AHR_DONE), $0) } == .sent)
            if number > 30 { #expect(peer.read(payload.count + 32).count == payload.count + 32) }
            most = max(most, link.heldBytes)
        }
        #expect(most > 1 << 20 && most <= 2 * limit)
        link.close()
    }
}
