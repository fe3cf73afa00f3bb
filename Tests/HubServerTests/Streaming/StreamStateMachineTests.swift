import NIOCore
import Testing

@testable import HubServer

@Suite struct StreamStateMachineTests {
    private struct Odd: Error {}

    private let start = ContinuousClock.now

    private func machine() -> StreamStateMachine {
        var timing = StreamTiming()
        timing.now = { [start] in start }
        return StreamStateMachine(timing)
    }

    private func text(_ piece: StreamPiece?) -> String? {
        switch piece {
        case .bytes(let bytes): String(buffer: bytes)
        case .end: "END"
        case .refused: "REFUSED"
        case .givenUp: "GIVEN UP"
        case nil: nil
        }
    }

    @Test func handsOutWhatHasComeSinceInOnePiece() {
        var machine = machine()
        #expect(text(machine.next(at: start)) == nil)
        machine.put(at: start) { $0.writeString("a") }
        machine.put(at: start) { $0.writeString("b") }
        #expect(text(machine.next(at: start)) == "ab")
        #expect(text(machine.next(at: start)) == nil)
        machine.put(at: start) { $0.writeString("c") }
        machine.end()
        machine.put(at: start) { $0.writeString("d") }
        #expect(text(machine.next(at: start)) == "c")
        #expect(text(machine.next(at: start)) == "END")
    }

    @Test func givesALotInPiecesSoThatAReaderShowsThatItTakesSome() {
        var machine = machine()
        let piece = StreamStateMachine.pieceBytes
        let text = String((0..<piece * 10 + 5).map { Character(Unicode.Scalar(UInt8(0x61 + $0 % 26))) })
        machine.put(at: start) { $0.writeString(text) }
        var read = ""
        for count in 1...10 {
            read += self.text(machine.next(at: start)) ?? "-"
            #expect(read.utf8.count == piece * count)
            // What comes meanwhile follows.
            machine.put(at: start) { $0.writeString("+") }
        }
        read += self.text(machine.next(at: start)) ?? "-"
        #expect(read == text + "++++++++++")
        #expect(self.text(machine.next(at: start)) == nil)
    }

    @Test func isFullUntilEnoughIsTaken() {
        var machine = machine()
        machine.put(at: start) { $0.writeString(String(repeating: "x", count: StreamStateMachine.fullBytes - 1)) }
        #expect(!machine.isFull)
        machine.put(at: start) { $0.writeString("x") }
        #expect(machine.isFull)
        _ = machine.next(at: start)
        #expect(!machine.isFull)
        // Whoever is given up, or has its end, makes nobody wait.
        machine.put(at: start) { $0.writeString(String(repeating: "x", count: StreamStateMachine.fullBytes)) }
        #expect(machine.isFull)
        var ended = machine
        ended.end()
        #expect(!ended.isFull)
        #expect(machine.beat(at: start + .seconds(30)) == .giveUp)
        #expect(!machine.isFull)
    }

    @Test func canBeRefusedUntilSomethingWasWritten() {
        var machine = machine()
        machine.put(at: start) { _ in }
        let isRefused = machine.refuse(Odd())
        #expect(isRefused)
        #expect(text(machine.next(at: start)) == "REFUSED")
        var begun = self.machine()
        begun.put(at: start) { $0.writeString("a") }
        let isRefusedToo = begun.refuse(Odd())
        #expect(!isRefusedToo)
        #expect(text(begun.next(at: start)) == "a")
        #expect(text(begun.next(at: start)) == nil)
    }

    @Test func saysThatItIsThereAfterTenSecondsOfSilence() {
        var machine = machine()
        #expect(machine.beat(at: start) == .rest(until: start + .seconds(10)))
        machine.put(at: start + .seconds(4)) { $0.writeString("a") }
        #expect(machine.beat(at: start + .seconds(10)) == .rest(until: start + .seconds(14)))
        #expect(text(machine.next(at: start + .seconds(10))) == "a")
        #expect(text(machine.next(at: start + .seconds(10))) == nil)
        #expect(machine.beat(at: start + .seconds(14)) == .rest(until: start + .seconds(24)))
        #expect(text(machine.next(at: start + .seconds(14))) == ": keep-alive\n\n")
        #expect(text(machine.next(at: start + .seconds(14))) == nil)
        machine.end()
        #expect(machine.beat(at: start + .seconds(60)) == .rest(until: start + .seconds(70)))
        #expect(text(machine.next(at: start + .seconds(60))) == "END")
    }

    @Test func givesUpAReaderThatTakesNothingForThirtySeconds() {
        var machine = machine()
        machine.put(at: start) { $0.writeString("a") }
        #expect(text(machine.next(at: start)) == "a")
        machine.put(at: start) { $0.writeString("b") }
        #expect(machine.beat(at: start + .seconds(1)) == .rest(until: start + .seconds(11)))
        #expect(machine.beat(at: start + .seconds(25)) == .rest(until: start + .seconds(30)))
        #expect(machine.beat(at: start + .seconds(30)) == .giveUp)
        #expect(text(machine.next(at: start + .seconds(31))) == "GIVEN UP")
    }

    @Test func aReaderThatTakesItsTimeKeepsItsStream() {
        var machine = machine()
        for second in 0..<10 {
            let now = start + .seconds(second * 20)
            machine.put(at: now) { $0.writeString("a") }
            #expect(text(machine.next(at: now)) == "a")
            #expect(machine.beat(at: now + .seconds(19)) != .giveUp)
        }
    }
}
