import CCurl
import Glibc
import Testing

@testable import HubEgress

@Suite struct SocketPollTests {
    private final class Pair {
        let wakeup = eventfd(0, Int32(EFD_CLOEXEC))
        let poll: SocketPoll
        var ends: [Int32] = [-1, -1]

        init() {
            poll = SocketPoll(wakeup: wakeup)
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        }

        deinit {
            close(ends[0])
            close(ends[1])
            close(wakeup)
        }

        func happened() -> [Int32] {
            var seen: [Int32] = []
            poll.wait(milliseconds: 0) { descriptor, bits in
                if descriptor == ends[0] { seen.append(bits) }
            }
            return seen
        }
    }

    @Test func tellsWhatIsWatchedFor() {
        let pair = Pair()
        pair.poll.watch(pair.ends[0], for: CURL_POLL_OUT)
        #expect(pair.happened() == [CURL_CSELECT_OUT])
        pair.poll.watch(pair.ends[0], for: CURL_POLL_IN)
        #expect(pair.happened() == [])
        #expect(write(pair.ends[1], "x", 1) == 1)
        #expect(pair.happened() == [CURL_CSELECT_IN])
        pair.poll.watch(pair.ends[0], for: CURL_POLL_INOUT)
        #expect(pair.happened() == [CURL_CSELECT_IN | CURL_CSELECT_OUT])
        pair.poll.watch(pair.ends[0], for: CURL_POLL_REMOVE)
        #expect(pair.happened() == [])
    }

    @Test func aSocketOfItsOwnIsQuietWhileNothingIsWatchedFor() throws {
        let pair = Pair()
        let descriptor = pair.poll.open(family: AF_UNIX, type: Int32(SOCK_STREAM.rawValue), protocol: 0)
        try #require(descriptor >= 0)
        var seen = 0
        pair.poll.watch(descriptor, for: CURL_POLL_IN)
        pair.poll.watch(descriptor, for: CURL_POLL_REMOVE)
        // An unconnected socket reports a hang-up at once.
        pair.poll.wait(milliseconds: 0) { _, _ in seen += 1 }
        #expect(seen == 0)
        pair.poll.watch(descriptor, for: CURL_POLL_IN)
        pair.poll.wait(milliseconds: 0) { _, _ in seen += 1 }
        #expect(seen == 1)
        #expect(pair.poll.close(descriptor) == 0)
        pair.poll.wait(milliseconds: 0) { _, _ in seen += 1 }
        #expect(seen == 1)
    }

    @Test func isWoken() {
        let pair = Pair()
        eventfd_write(pair.wakeup, 1)
        // Returns, since the wakeup is there; it would wait for ever otherwise.
        pair.poll.wait(milliseconds: -1) { _, _ in Issue.record("a wakeup is not a socket's event") }
    }
}
