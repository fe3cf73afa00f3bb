import Testing

@testable import HubStorage

struct SQLiteWriteQueueTests {
    private func add(_ value: Int, to queue: inout SQLiteWriteQueue<Int>) -> String {
        switch queue.add(value) {
        case .start: "start"
        case .wait: "wait"
        case .refuse(let error): "\(error)"
        }
    }

    @Test func wakesTheWriterOnceAndGroupsWhatArrivesMeanwhile() {
        var queue = SQLiteWriteQueue<Int>(capacity: 10, groupSize: 3)
        #expect(add(1, to: &queue) == "start")
        #expect(queue.next() == [1])
        for value in 2...6 { #expect(add(value, to: &queue) == "wait") }
        #expect(queue.next() == [2, 3, 4])
        #expect(queue.next() == [5, 6])
        #expect(queue.next() == nil)
        #expect(add(7, to: &queue) == "start")
    }

    @Test func refusesWhatIsBeyondItsCapacity() {
        var queue = SQLiteWriteQueue<Int>(capacity: 2, groupSize: 3)
        #expect(add(1, to: &queue) == "start")
        #expect(add(2, to: &queue) == "wait")
        #expect(add(3, to: &queue) == SQLError.overloaded.description)
        #expect(queue.next() == [1, 2])
        #expect(add(4, to: &queue) == "wait")
    }

    @Test func givesOutWhatWaitsWhenItIsClosed() {
        var queue = SQLiteWriteQueue<Int>(capacity: 2, groupSize: 3)
        #expect(add(1, to: &queue) == "start")
        queue.close()
        #expect(queue.isClosed)
        #expect(add(2, to: &queue) == SQLError.closed.description)
        #expect(queue.next() == [1])
        #expect(queue.next() == nil)
    }
}
