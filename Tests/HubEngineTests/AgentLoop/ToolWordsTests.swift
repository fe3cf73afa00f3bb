import HubCore
import Synchronization
import Testing

@testable import HubEngine

/// What a tool says while it runs, for who watches the turn.
@Suite(.timeLimit(.minutes(1)))
struct ToolWordsTests {
    /// Takes so many texts, and keeps who waits for room.
    private final class Watcher: TurnObserver {
        let canWithdrawWords = true
        private let state: Mutex<(events: [String], room: Int, waiting: [@Sendable () -> Void])>

        init(room: Int = .max) { state = Mutex(([], room, [])) }

        var events: [String] { state.withLock { $0.events } }

        func observe(_ event: TurnEvent) {
            let text =
                switch event {
                case .toolStarted(let call, let name): "start \(call) \(name)"
                case .toolOutput(let call, let name, let text): "\(call) \(name): \(text)"
                case .toolEnded(let call, let name, _, _): "end \(call) \(name)"
                case .routed, .words, .wordsWithdrawn: "-"
                }
            state.withLock { $0.events.append(text) }
        }

        func offer(_ event: TurnEvent, room: @escaping @Sendable () -> Void) -> Bool {
            let hasRoom = state.withLock { state in
                if state.room == 0 { state.waiting.append(room) } else { state.room -= 1 }
                return state.waiting.isEmpty
            }
            if hasRoom { observe(event) }
            return hasRoom
        }

        func makeRoom() {
            let waiting = state.withLock { state in
                state.room = .max
                defer { state.waiting = [] }
                return state.waiting
            }
            for room in waiting { room() }
        }
    }

    private func ask(_ hub: Hub, _ watcher: Watcher?) async throws -> Reply {
        try await hub.engine.answer(
            ChatTurn(caller: World.caller, message: "How much honey?", traceID: "trace", observer: watcher)
        ).reply
    }

    private func hub(_ body: @escaping ScriptedTools.Body) -> Hub {
        Hub(
            model: [
                ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#)), ScriptedModel.says("Three."),
            ], tools: ["read_harvest": body])
    }

    @Test func itsTextsComeBetweenItsStartAndItsEnd() async throws {
        let watcher = Watcher()
        let late = Mutex<(any ToolOutput)?>(nil)
        let hub = hub { invocation in
            let output = invocation.output
            late.withLock { $0 = output }
            Self.show("Cou\0nting", output)
            Self.show("…", output)
            output?.end(with: "!")
            // Late ones are taken and not shown.
            Self.show("late", output)
            output?.end(with: "late")
            return .success(["kilos": 3])
        }
        _ = try await ask(hub, watcher)
        #expect(
            watcher.events == [
                "-", "start 1 read_harvest", "1 read_harvest: Cou\u{FFFD}nting", "1 read_harvest: …",
                "1 read_harvest: !",
                "end 1 read_harvest",
            ])
        Self.show("later", late.withLock { $0 })
        #expect(watcher.events.count == 6)
    }

    /// There is room for it.
    private static func show(_ text: String, _ output: (any ToolOutput)?) {
        let isTaken = output?.show(text) { Issue.record("there was room") }
        #expect(isTaken == true)
    }

    @Test func aSlowReaderIsWaitedFor() async throws {
        let watcher = Watcher(room: 1)
        let hub = hub { invocation in
            guard let output = invocation.output else { return .success(.null) }
            Self.show("a", output)
            await withCheckedContinuation { continuation in
                let isShown = output.show("b") { continuation.resume() }
                #expect(!isShown)
                watcher.makeRoom()
            }
            Self.show("b", output)
            output.end(with: "")
            return .success(["kilos": 3])
        }
        _ = try await ask(hub, watcher)
        #expect(watcher.events[2...3] == ["1 read_harvest: a", "1 read_harvest: b"])
    }

    @Test func inATurnThatNobodyWatchesNothingIsShown() async throws {
        let hub = hub { invocation in
            #expect(invocation.output == nil)
            return .success(["kilos": 3])
        }
        #expect(try await ask(hub, nil).text == "Three.")
    }
}
