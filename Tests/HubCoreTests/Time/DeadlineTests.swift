import HubCore
import Testing

struct DeadlineTests {
    @Test func hasPassedOnceTheClockIsThere() {
        #expect(Deadline(nanoseconds: 0).hasPassed)
        #expect(Deadline(nanoseconds: 0).remaining == .zero)
        #expect(!Deadline(nanoseconds: .max).hasPassed)
        #expect(!Deadline.after(.seconds(3600)).hasPassed)
        #expect(Deadline.after(.seconds(3600)).remaining > .seconds(3000))
    }

    @Test func neverWrapsAround() {
        #expect(Deadline.after(.seconds(Int64.max)).nanoseconds == .max)
        #expect(Deadline.after(.seconds(18_446_744_073)).nanoseconds == .max)
        #expect(Deadline.after(.seconds(-5)).hasPassed)
    }

    @Test func orders() {
        #expect(Deadline.after(.seconds(1)) < Deadline.after(.seconds(1000)))
    }
}
