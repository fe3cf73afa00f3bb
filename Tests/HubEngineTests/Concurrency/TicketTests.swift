import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TicketTests {
    @Test func deliversASignalGivenBeforeAnybodyWaits() async {
        let ticket = Ticket<Int>()
        #expect(ticket.give(7))
        #expect(await ticket.signal() == 7)
    }

    @Test func deliversASignalToTheOneWhoWaits() async {
        let ticket = Ticket<Int>()
        async let signal = ticket.signal()
        await Task.yield()
        #expect(ticket.give(7))
        #expect(await signal == 7)
    }

    @Test func givesOnlyOnce() async {
        let ticket = Ticket<Int>()
        #expect(ticket.give(1))
        #expect(!ticket.give(2))
        #expect(await ticket.signal() == 1)
    }

    @Test func aCancelledWaitEndsWithoutASignalAndRefusesLaterOnes() async {
        let ticket = Ticket<Int>()
        let task = Task { await ticket.signal() }
        task.cancel()
        #expect(await task.value == nil)
        #expect(!ticket.give(1))
    }
}
