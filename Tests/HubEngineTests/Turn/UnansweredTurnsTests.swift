import HubCore
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct UnansweredTurnsTests {
    private let used = TokenUsage(inputTokens: 7, outputTokens: 2)

    @Test func aCancelledTurnsModelCallsAndToolCallsAreRecorded() async throws {
        let called = Latch()
        let hub = Hub(
            model: [ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#), usage: used)],
            tools: [
                "read_harvest": { _ in
                    called.open()
                    while !Task.isCancelled { await Task.yield() }
                    return .failure(ToolFailure(.cancelled, "cancelled"))
                }
            ])
        let session = SessionID()
        let asking = Task { try await hub.ask("How much?", in: session) }
        await called.pass()
        asking.cancel()
        await #expect(throws: ChatError.cancelled) { try await asking.value }
        await hub.engine.drain()
        let left = try #require(hub.conversations.unanswered.first)
        #expect(hub.conversations.unanswered.count == 1)
        #expect(left.usage.map(\.usage) == [used])
        #expect(left.usage.map(\.agent) == ["AgentHoney"])
        #expect(left.audit.map(\.action) == ["agent.route", "tool.call"])
        #expect(left.session == session)
        #expect(left.user == World.caller.user)
        #expect(hub.conversations.allTurns.isEmpty)
    }

    @Test func aModelCallThatWasCancelledIsRecordedAsFailed() async throws {
        let asked = Latch()
        let hub = Hub(model: [
            ScriptedModel.fails(.cancelled) {
                asked.open()
                while !Task.isCancelled { await Task.yield() }
            }
        ])
        let asking = Task { try await hub.ask("How much?") }
        await asked.pass()
        asking.cancel()
        await #expect(throws: ChatError.cancelled) { try await asking.value }
        await hub.engine.drain()
        #expect(hub.conversations.unanswered.map { $0.usage.map(\.succeeded) } == [[false]])
    }

    @Test func theSupervisorsCancelledCallIsRecorded() async throws {
        let asked = Latch()
        let hub = Hub(
            model: [
                ScriptedModel.fails(.cancelled) {
                    asked.open()
                    while !Task.isCancelled { await Task.yield() }
                }
            ], rule: { _ in .unsure("AgentHoney", 0.4) }, defaults: World.defaults(supervisor: World.network))
        let asking = Task { try await hub.ask("How much?") }
        await asked.pass()
        asking.cancel()
        await #expect(throws: ChatError.cancelled) { try await asking.value }
        await hub.engine.drain()
        #expect(hub.conversations.unanswered.map { $0.usage.map(\.agent) } == [[nil]])
    }

    /// The store writes its ledger's and audit log's rows: see `ConversationStore.commit`.
    @Test func aTurnWhoseSessionWasTakenMeanwhileIsNotRecordedAgain() async throws {
        let hub = Hub(model: [ScriptedModel.says("Done", usage: used)])
        hub.conversations.beforeCommit { _ in throw ConversationStoreError.sessionTaken }
        await #expect(throws: ChatError.sessionNotFound) { try await hub.ask("How much?") }
        await hub.engine.drain()
        #expect(hub.conversations.unanswered.isEmpty)
    }

    @Test func aTurnThatARepetitionHasTakenThePlaceOfIsRecordedOnce() async throws {
        let hub = Hub(
            model: [
                ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#), ("burn_down", "{}"), usage: used),
                ScriptedModel.says("Done", usage: used),
            ], tools: ["read_harvest": { _ in .success(["kilos": 1]) }])
        hub.conversations.beforeCommit { _ in throw ConversationStoreError.claimLost }
        await #expect(throws: ChatError.superseded) { try await hub.ask("How much?") }
        await hub.engine.drain()
        #expect(hub.conversations.unanswered.map { $0.usage.map(\.usage) } == [[used, used]])
        // Also the call of a tool that nobody has, not by the word that the model made up.
        let calls = hub.conversations.unanswered.flatMap(\.audit).filter { $0.action == "tool.call" }
        #expect(calls.map(\.subject) == ["read_harvest", "(unknown)"])
        #expect(calls.first?.outcome == "ok" && calls.last?.outcome != "ok")
    }

    @Test func aTurnThatTheDatabaseDidNotTakeLeavesItsBooks() async throws {
        struct Full: StorageFailure {
            var kind: StorageFailureKind { .unavailable }
            var description: String { "full" }
        }
        let hub = Hub(
            model: [
                ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#)), ScriptedModel.says("Done"),
            ], tools: ["read_harvest": { _ in .success(["kilos": 1]) }])
        hub.conversations.beforeCommit { _ in throw Full() }
        await #expect(throws: ChatError.storage(.unwritten)) { try await hub.ask("How much?") }
        await hub.engine.drain()
        #expect(hub.conversations.unanswered.count == 1)
        #expect(hub.conversations.unanswered.first?.audit.contains { $0.subject == "read_harvest" } == true)
    }

    @Test func theCallsOfATurnWhoseCommitFailedAreInTheLog() async throws {
        struct Gone: Error {}
        let log = LogLines()
        let hub = Hub(
            model: [
                ScriptedModel.calls(("read_harvest", #"{"hive": "0000000001"}"#)), ScriptedModel.says("Done"),
            ], tools: ["read_harvest": { _ in .success(["kilos": 1]) }], logger: log.logger)
        hub.conversations.beforeCommit { _ in throw Gone() }
        await #expect(throws: ChatError.storage(.commit)) { try await hub.ask("How much?") }
        #expect(log.lines.contains { "\($0)".contains("read_harvest") })
    }

    @Test func whatATurnUsedWhoseCommitMayHaveFailedIsRecordedUnderItsAnswer() async throws {
        struct Gone: Error {}
        let hub = Hub(model: [ScriptedModel.says("Done", usage: used)])
        let answer = Mutex<MessageID?>(nil)
        hub.conversations.beforeCommit { turn in
            answer.withLock { $0 = turn.answer.id }
            throw Gone()
        }
        await #expect(throws: ChatError.storage(.commit)) { try await hub.ask("How much?") }
        await hub.engine.drain()
        let recorded = try #require(hub.conversations.unanswered.first)
        #expect(hub.conversations.unanswered.count == 1)
        #expect(recorded.usage.map(\.usage) == [used])
        #expect(recorded.answer != nil && recorded.answer == answer.withLock { $0 })
        // The commit may have written them.
        #expect(recorded.audit.isEmpty)
    }

    @Test func aTurnThatIsRefusedBeforeAnythingWasAskedLeavesNothing() async throws {
        let hub = Hub()
        await #expect(throws: ChatError.agentNotAvailable) { try await hub.ask("Hi", agent: "AgentGone") }
        await hub.engine.drain()
        #expect(hub.conversations.unanswered.isEmpty)
    }
}
