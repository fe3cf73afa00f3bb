import Testing

@testable import HubEgress

@Suite struct AdmissionQueueTests {
    private final class Guest {}

    private let first = Origin(scheme: "http", host: "first.example", port: 80)
    private let second = Origin(scheme: "http", host: "second.example", port: 80)

    private func queue(
        concurrent: Int = 2, perOrigin: Int = 1, waiting: Int = 2, waitingPerOrigin: Int = 2
    ) -> AdmissionQueue<Guest> {
        AdmissionQueue(
            limits: EgressLimits(
                concurrent: concurrent, concurrentPerOrigin: perOrigin, waiting: waiting,
                waitingPerOrigin: waitingPerOrigin))
    }

    @Test func letsSoManyInForEachOriginAndInAll() {
        var queue = queue()
        #expect(queue.admit(Guest(), to: first) == .go)
        #expect(queue.admit(Guest(), to: first) == .wait)
        #expect(queue.admit(Guest(), to: second) == .go)
        #expect(queue.admit(Guest(), to: Origin(scheme: "http", host: "third.example", port: 80)) == .wait)
        #expect(queue.admit(Guest(), to: second) == .refuse)
    }

    @Test func boundsTheWaitingOfOneOrigin() {
        var queue = queue(waiting: 10, waitingPerOrigin: 1)
        #expect(queue.admit(Guest(), to: first) == .go)
        #expect(queue.admit(Guest(), to: first) == .wait)
        #expect(queue.admit(Guest(), to: first) == .refuse)
    }

    @Test func theOneThatWaitedLongestGoesFirst() {
        var queue = queue()
        let (one, two) = (Guest(), Guest())
        _ = queue.admit(Guest(), to: first)
        _ = queue.admit(one, to: first)
        _ = queue.admit(two, to: first)
        #expect(queue.next() == nil)
        queue.release(first)
        #expect(queue.next() === one)
        #expect(queue.next() == nil)
        queue.release(first)
        #expect(queue.next() === two)
        #expect(queue.waiting == 0)
    }

    @Test func aBusyOriginDoesNotHoldUpAnother() {
        var queue = queue(concurrent: 3, perOrigin: 2)
        let guest = Guest()
        _ = queue.admit(Guest(), to: first)
        _ = queue.admit(Guest(), to: first)
        _ = queue.admit(Guest(), to: first)
        _ = queue.admit(Guest(), to: second)
        _ = queue.admit(guest, to: second)
        queue.release(second)
        #expect(queue.next() === guest)
    }

    @Test func originsTakeTurns() {
        var queue = queue(concurrent: 1, waiting: 4)
        let guests = [Guest(), Guest(), Guest()]
        _ = queue.admit(Guest(), to: first)
        _ = queue.admit(guests[0], to: first)
        _ = queue.admit(guests[1], to: first)
        _ = queue.admit(guests[2], to: second)
        queue.release(first)
        #expect(queue.next() === guests[0])
        queue.release(first)
        #expect(queue.next() === guests[2])
        queue.release(second)
        #expect(queue.next() === guests[1])
    }

    @Test func oneMayLeaveWhileItWaits() {
        var queue = queue()
        let (one, two) = (Guest(), Guest())
        _ = queue.admit(Guest(), to: first)
        _ = queue.admit(one, to: first)
        _ = queue.admit(two, to: first)
        #expect(queue.withdraw { $0 === one }.count == 1)
        #expect(queue.elements.count == 1)
        queue.release(first)
        #expect(queue.next() === two)
        #expect(queue.withdraw { _ in true }.isEmpty)
    }

    @Test func placesCanBeTakenAgain() {
        var queue = queue(waiting: 0)
        for _ in 0..<3 {
            #expect(queue.admit(Guest(), to: first) == .go)
            #expect(queue.admit(Guest(), to: first) == .refuse)
            queue.release(first)
        }
    }
}
