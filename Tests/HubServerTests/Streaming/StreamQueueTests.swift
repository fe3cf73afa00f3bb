import FoundationEssentials
import HTTPTypes
import HubCore
import HubEngine
import NIOCore
import Synchronization
import Testing

@testable import HubServer

/// What tools say waits where the client does not take it; the turn itself never does.
@Suite struct StreamQueueTests {
    private final class Rooms: Sendable {
        private let given = Atomic(0)

        var count: Int { given.load(ordering: .relaxed) }
        func give() { given.add(1, ordering: .relaxed) }
    }

    private let rooms = Rooms()

    private func queue(_ timing: StreamTiming = .still) -> StreamQueue { StreamQueue(ChatEncoder(), timing: timing) }

    private func offer(_ queue: StreamQueue, bytes: Int = 60_000) -> Bool {
        queue.offer(.toolOutput(call: 1, name: "a", text: String(repeating: "x", count: bytes))) { [rooms] in
            rooms.give()
        }
    }

    /// Offers until there is no room; how often there was.
    private func fill(_ queue: StreamQueue) -> Int {
        var taken = 0
        while offer(queue), taken < 100 { taken += 1 }
        return taken
    }

    private func text(_ piece: StreamPiece) -> String {
        if case .bytes(let bytes) = piece { String(buffer: bytes) } else { "-" }
    }

    @Test func whatToolsSayWaitsUntilTheClientHasTakenSome() async {
        let queue = queue()
        #expect(fill(queue) == 5)
        #expect(rooms.count == 0)
        // The turn's own words do not wait.
        queue.put(.words("Three.", step: 2))
        var read = text(await queue.next())
        while rooms.count == 0 { read += text(await queue.next()) }
        #expect(rooms.count == 1)
        #expect(offer(queue, bytes: 10))
        queue.put(.toolEnded(call: 1, name: "a", status: "ok", milliseconds: 1))
        while !read.contains("tool_end") { read += text(await queue.next()) }
        #expect(read.components(separatedBy: "event: tool_output").count == 7)
        #expect(read.components(separatedBy: "\n\n").suffix(4).map { $0.prefix(15) }[0] == "event: text\ndat")
        #expect(rooms.count == 1)
    }

    @Test func anEndLetsGoOfWhoWaits() async throws {
        let queue = queue()
        _ = fill(queue)
        try queue.finish(ByteBuffer(string: "{}"), headers: [:])
        #expect(rooms.count == 1)
        // Nothing follows it, and nobody waits for that.
        #expect(fill(queue) == 100)
        #expect(rooms.count == 1)
    }

    @Test func aClientThatIsGivenUpLetsGoOfWhoWaits() async {
        let time = Mutex(ContinuousClock.now)
        var timing = StreamTiming()
        timing.now = { time.withLock { $0 } }
        let queue = queue(timing)
        #expect(offer(queue, bytes: 10))
        // It takes this, and then nothing.
        _ = await queue.next()
        _ = fill(queue)
        time.withLock { $0 += .seconds(31) }
        #expect(queue.beat() == .giveUp)
        #expect(rooms.count == 1)
        #expect(fill(queue) == 100)
    }
}
