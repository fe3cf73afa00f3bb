import HubCore
import Testing

@testable import HubStorage

struct PostgreSQLQueueTests {
    private func time(_ nanoseconds: UInt64) -> Deadline { Deadline(nanoseconds: nanoseconds) }

    @Test func servesInTheOrderOfArrivalAndThoseThatComeBackFirst() {
        var queue = PostgreSQLQueue<Int>(capacity: 3)
        let first = [queue.add(1, until: time(10)), queue.add(2, until: time(20))]
        queue.putBack(0, until: time(30))
        let fourth = queue.add(3, until: time(30))
        #expect(first == [true, true] && !fourth)
        #expect(queue.deadline == time(10))
        let served = [queue.next(), queue.next(), queue.next(), queue.next()]
        #expect(served == [0, 1, 2, nil])
        #expect(queue.isEmpty)
        #expect(queue.deadline == nil)
    }

    @Test func letsGoFirstWhoHasTheLeastTime() {
        var queue = PostgreSQLQueue<Int>(capacity: 9)
        for (number, time) in [(1, 30), (2, 10), (3, 20)] { _ = queue.add(number, until: self.time(UInt64(time))) }
        #expect(queue.deadline == time(10))
        let expired = [queue.expire(now: time(10)), queue.expire(now: time(20))]
        #expect(expired == [[2], [3]])
        #expect(queue.deadline == time(30))
    }

    @Test func letsGoWhoseTimeIsOver() {
        var queue = PostgreSQLQueue<Int>(capacity: 9)
        for number in 1...4 { _ = queue.add(number, until: time(UInt64(number) * 10)) }
        queue.putBack(0, until: time(25))
        let expired = [queue.expire(now: time(9)), queue.expire(now: time(25))]
        #expect(expired == [[], [0, 1, 2]])
        #expect(queue.count == 2)
        let removed = [queue.remove { $0 == 4 }, queue.remove { $0 == 4 }]
        #expect(removed == [4, nil])
        let last = queue.next()
        #expect(last == 3)
    }

    @Test func pausesLongerEachTimeUpToABound() {
        var backoff = PostgreSQLBackoff(longest: .seconds(1))
        #expect(!backoff.isFailing)
        var pauses: [Duration] = []
        for _ in 0..<8 {
            pauses.append(backoff.pause(random: 1))
            #expect(backoff.pause(random: 0) * 2 == backoff.pause(random: 1))
            backoff.fail(random: 1)
        }
        #expect(pauses == [50, 100, 200, 400, 800, 1000, 1000, 1000].map { .milliseconds($0) })
        #expect(backoff.isFailing)
        backoff.succeed()
        #expect(!backoff.isFailing)
        #expect(backoff.pause(random: 1) == .milliseconds(50))
    }

    @Test(arguments: [
        "", "sqlite.db", "mysql://x@y/z", "host=x dbname=y", "postgres://h\u{0}",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(PostgreSQLAddress(Secret(text)) == nil)
    }

    @Test func hidesAnAddressAndKnowsItsUser() throws {
        let address = try #require(PostgreSQLAddress(Secret("postgres://hub:hush@db.example.com/hub?sslmode=require")))
        #expect(address.user == "hub")
        #expect(!"\(address)".contains("hush") && !String(reflecting: address).contains("hush"))
    }
}
