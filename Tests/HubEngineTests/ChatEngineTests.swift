import HubCore
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct ChatEngineTests {
    private let valid = #"{"hive": "0000000001"}"#

    // MARK: A turn

    @Test func answersThroughAToolAndStoresWhatItSends() async throws {
        let usage = TokenUsage(inputTokens: 10, outputTokens: 1)
        let hub = Hub(
            model: [
                ScriptedModel.calls(("read_harvest", valid), usage: usage),
                ScriptedModel.says("Hive 1 gave 12.50 kilos.", usage: usage),
            ], tools: ["read_harvest": { _ in .success(["hive": "0000000001", "kilos": 12.50]) }])
        let reply = try await hub.ask("How much honey did hive 0000000001 give?")
        #expect(reply.status == .success)
        #expect(reply.agent == "AgentHoney")
        #expect(reply.text == "Hive 1 gave 12.50 kilos.")
        #expect(reply.data == ["hive": "0000000001", "kilos": 12.5])
        #expect(reply.render == ["type": "card", "fields": ["hive", "kilos"]])
        #expect(reply.metadata.intent == "read_harvest")
        #expect(reply.metadata.router == .local)
        #expect(reply.metadata.tools.map(\.status) == ["ok"])
        #expect(reply.metadata.usage == TokenUsage(inputTokens: 20, outputTokens: 2))
        #expect(reply.metadata.costNanodollars == 4200)
        #expect(reply.metadata.traceID == "trace")
        let turn = try #require(hub.conversations.turns(reply.session).first)
        #expect(turn.question.text == "How much honey did hive 0000000001 give?")
        #expect(turn.question.createdAt == World.date)
        #expect(turn.question.id.description < turn.answer.id.description)
        #expect(turn.answer.id == reply.message)
        #expect(turn.answer.reply == reply.json)
        #expect(turn.answer.agent == "AgentHoney")
        #expect(turn.usage.map(\.model) == ["big", "big"])
        #expect(turn.audit.map(\.action) == ["agent.route", "tool.call"])
        #expect(turn.audit.map(\.outcome) == ["agent", "ok"])
        #expect(!turn.audit.contains { $0.detail.text.contains("0000000001") })
    }

    @Test func toolsAreCalledOnBehalfOfTheCaller() async throws {
        let hub = Hub(
            model: [ScriptedModel.calls(("read_harvest", valid)), ScriptedModel.says("Done")],
            tools: ["read_harvest": { _ in .success([:]) }])
        _ = try await hub.ask("How much?")
        let invocation = try #require(hub.tools.invocations.first)
        #expect(invocation.caller.token == World.caller.token)
        #expect(invocation.traceID == "trace")
        #expect(invocation.arguments == ["hive": "0000000001"])
    }

    @Test func theChosenOfSeveralAgentsGetsTheFirstQuestion() async throws {
        let asked = "honey of 0000000001 and where is QUA123"
        let hub = Hub(
            model: [ScriptedModel.says("It is in hive 4.")],
            rule: { $0 == asked ? .several("AgentHoney", "AgentQueens") : .nothing })
        let offer = try await hub.ask(asked)
        #expect(offer.status == .clarification)
        let reply = try await hub.ask("the second one", in: offer.session)
        #expect(reply.agent == "AgentQueens")
        let last = try #require(hub.model.requests.first?.messages.last)
        guard case .user(asked) = last else {
            Issue.record("The agent was not asked the first question.")
            return
        }
        #expect(hub.conversations.turns(reply.session).last?.question.text == "the second one")
    }

    @Test func theReplyWaitsForTheCommit() async throws {
        let log = EventLog()
        let committing = Latch()
        let release = Latch()
        let hub = Hub(model: [ScriptedModel.says("Done")])
        hub.conversations.beforeCommit { _ in
            log.add("commit begins")
            committing.open()
            await release.pass()
            log.add("commit ends")
        }
        let asking = Task {
            _ = try await hub.ask("How much?")
            log.add("reply")
        }
        await committing.pass()
        release.open()
        try await asking.value
        #expect(log.events == ["commit begins", "commit ends", "reply"])
    }

    @Test func aTurnThatCannotBeStoredIsNotAnswered() async throws {
        struct DiskFull: Error {}
        let hub = Hub(model: [ScriptedModel.says("Done"), ScriptedModel.says("Done")])
        hub.conversations.beforeCommit { _ in throw DiskFull() }
        await #expect(throws: ChatError.storage(.commit)) { try await hub.ask("How much?") }
        hub.conversations.beforeCommit { _ in throw ConversationStoreError.sessionTaken }
        await #expect(throws: ChatError.sessionNotFound) { try await hub.ask("How much?") }
    }

    @Test func aWindowThatCannotBeReadIsAnError() async throws {
        struct Down: Error {}
        let hub = Hub()
        hub.conversations.beforeWindow { throw Down() }
        await #expect(throws: ChatError.storage(.window)) { try await hub.ask("How much?") }
    }

    @Test func aToolsFailureInWordsIsStoredAsAnError() async throws {
        let hub = Hub(
            model: [ScriptedModel.calls(("read_harvest", valid)), ScriptedModel.says("The scales are down.")],
            tools: ["read_harvest": { _ in .failure(ToolFailure(.unavailable, "down")) }])
        let reply = try await hub.ask("How much?")
        #expect(reply.status == .error)
        #expect(reply.text == "The scales are down.")
        #expect(reply.data.isNull)
        #expect(reply.render == ["type": "text"])
        #expect(hub.conversations.turns(reply.session).count == 1)
    }

    @Test func wrongArgumentsAskTheUserAndCallNothing() async throws {
        let hub = Hub(model: [
            ScriptedModel.calls(("read_harvest", #"{"hive": "12345"}"#)),
            ScriptedModel.says("A hive has ten digits.", .needsInput),
        ])
        let reply = try await hub.ask("hive 12345")
        #expect(reply.status == .clarification)
        #expect(reply.agent == "AgentHoney")
        #expect(reply.text == "A hive has ten digits.")
        #expect(reply.metadata.tools.map(\.status) == ["invalid_input"])
        #expect(hub.tools.invocations.isEmpty)
    }

    @Test func aClarificationOfTheSupervisorHasNoAgentAndAsksNoModel() async throws {
        let hub = Hub(rule: { _ in .nothing })
        let reply = try await hub.ask("What is the capital of France?")
        #expect(reply.status == .clarification)
        #expect(reply.agent == nil)
        #expect(reply.text.contains("Honey"))
        #expect(reply.metadata.language == .english)
        let turn = try #require(hub.conversations.turns(reply.session).first)
        #expect(turn.answer.agent == nil)
        #expect(turn.usage.isEmpty)
    }

    @Test func aLimitIsNamedInTheMetadata() async throws {
        let hub = Hub(
            model: [ScriptedModel.calls(("read_harvest", valid))],
            defaults: World.defaults { $0.steps = 1 })
        let reply = try await hub.ask("How much?")
        #expect(reply.status == .error)
        #expect(reply.metadata.limit == "steps")
    }

    @Test func aTurnWithoutTimeIsAnsweredAsSuch() async throws {
        let hub = Hub(defaults: World.defaults { $0.turnTime = .zero })
        var answer: Reply?
        // The tenant's configuration does not come within no time, but it comes.
        while answer == nil {
            do { answer = try await hub.ask("Có bao nhiêu mật ong vậy?") } catch ChatError.overloaded {}
        }
        let reply = try #require(answer)
        #expect(reply.metadata.limit == "time")
        #expect(reply.metadata.language == .vietnamese)
    }

    // MARK: Sessions

    @Test func theWindowIsTenMessagesWithTheCurrentOne() async throws {
        let hub = Hub(model: (0..<8).map { ScriptedModel.says("answer \($0)") })
        let session = SessionID()
        for number in 0..<8 { _ = try await hub.ask("question \(number)", in: session) }
        let last = try #require(hub.model.requests.last)
        #expect(last.messages.count == 10)
        #expect(Set(hub.conversations.limits) == [9])
        guard case .user("question 7")? = last.messages.last, case .assistant(let text, _, _)? = last.messages.first
        else {
            Issue.record("the window is not the last ten messages")
            return
        }
        #expect(text == "answer 2")
    }

    @Test func anotherUsersSessionIsNotThere() async throws {
        let hub = Hub()
        let session = SessionID()
        hub.conversations.own(session, by: World.user("bee-2"))
        await #expect(throws: ChatError.sessionNotFound) { try await hub.ask("How much?", in: session) }
    }

    @Test func messagesOfOneSessionAreAnsweredInOrder() async throws {
        let asked = Latch()
        let release = Latch()
        let hub = Hub(model: [
            ScriptedModel.says("first") {
                asked.open()
                await release.pass()
            }, ScriptedModel.says("second"),
        ])
        let session = SessionID()
        let first = Task { try await hub.ask("1", in: session) }
        await asked.pass()
        let second = Task { try await hub.ask("2", in: session) }
        release.open()
        #expect(try await first.value.text == "first")
        #expect(try await second.value.text == "second")
        #expect(hub.conversations.turns(session).map(\.question.text) == ["1", "2"])
    }

    @Test func aFifthWaitingMessageIsRefused() async throws {
        let asked = Latch()
        let release = Latch()
        let hub = Hub(
            model: [
                ScriptedModel.says("first") {
                    asked.open()
                    await release.pass()
                }
            ] + (0..<4).map { _ in ScriptedModel.says("later") })
        let session = SessionID()
        let first = Task { try await hub.ask("1", in: session) }
        await asked.pass()
        // Five want to wait: four may, whichever they are.
        let outcomes = await withTaskGroup { group in
            for _ in 0..<5 {
                group.addTask { () -> ChatError? in
                    do throws(ChatError) {
                        _ = try await hub.ask("more", in: session)
                        return nil
                    } catch {
                        release.open()
                        return error
                    }
                }
            }
            var outcomes: [ChatError?] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes.compactMap { $0 } == [.sessionBusy])
        _ = try await first.value
        #expect(hub.conversations.turns(session).count == 5)
    }

    // MARK: What a conversation spoke of

    @Test func aFollowUpKnowsWhatTheLastTurnSpokeOf() async throws {
        let hub = Hub(
            model: [
                ScriptedModel.calls(("find_queen", #"{"tag": "QUA123"}"#)), ScriptedModel.says("In the oak."),
                ScriptedModel.calls(("read_harvest", #"{"hive": "0000000042"}"#)), ScriptedModel.says("Three kilos."),
            ],
            tools: [
                "find_queen": { _ in .success(["tag": "QUA123", "home_hive": "0000000042"]) },
                "read_harvest": { _ in .success(["kilos": 3]) },
            ], rule: { $0.contains("queen") ? .sure("AgentQueens") : .sure("AgentHoney") })
        let session = SessionID()
        _ = try await hub.ask("Where is queen QUA123?", in: session)
        let spoken = [Entity(name: "tag", value: "QUA123"), Entity(name: "hive", value: "0000000042")]
        #expect(hub.conversations.turns(session)[0].entities == spoken)
        #expect(hub.conversations.turns(session)[0].answer.entities == spoken)
        let reply = try await hub.ask("and their honey?", in: session)
        #expect(reply.agent == "AgentHoney")
        let request = hub.model.requests[2]
        #expect(request.brief.entities == spoken)
        #expect(request.system.contains(#""hive":"0000000042""#))
        #expect(hub.conversations.turns(session)[1].entities == spoken)
    }

    @Test func aFollowUpThatTheRouterDoesNotKnowStaysWithItsAgent() async throws {
        let hub = Hub(
            model: [ScriptedModel.says("one"), ScriptedModel.says("two")],
            rule: { $0.contains("queen") ? .sure("AgentQueens") : .nothing })
        let session = SessionID()
        _ = try await hub.ask("Where is queen QUA123?", in: session)
        #expect(try await hub.ask("and QUA124?", in: session).agent == "AgentQueens")
    }

    // MARK: Configuration

    @Test func aChangeOfTheRowsIsLiveAtTheNextTurn() async throws {
        let version = Mutex<Int64>(1)
        let hub = Hub(
            model: [ScriptedModel.says("old"), ScriptedModel.says("new")], version: { version.withLock { $0 } })
        _ = try await hub.ask("How much?")
        var changed = World.honey
        changed.promptTemplate = "You count wax."
        hub.directory.set(World.configuration(version: 2, agents: [changed]))
        version.withLock { $0 = 2 }
        _ = try await hub.ask("How much?")
        #expect(hub.model.requests.map { $0.system.contains("wax") } == [false, true])
        #expect(hub.directory.reads == 2)
    }

    @Test func configurationIsNotReadWhileItStaysTheSame() async throws {
        let hub = Hub(model: (0..<5).map { _ in ScriptedModel.says("Done") })
        for _ in 0..<5 { _ = try await hub.ask("How much?") }
        #expect(hub.directory.reads == 1)
        hub.engine.invalidate(World.scope)
        hub.model.append(ScriptedModel.says("Done"))
        _ = try await hub.ask("How much?")
        #expect(hub.directory.reads == 2)
        #expect(hub.routers.trainings.count == 1)
    }

    @Test func anUnknownTenantIsRefused() async throws {
        let hub = Hub()
        hub.directory.remove(World.tenant.id)
        await #expect(throws: ChatError.unknownTenant) { try await hub.ask("How much?") }
        await #expect(throws: ChatError.unknownTenant) { try await hub.engine.agents(for: World.caller) }
    }

    @Test func theCallerMayInsistOnAnAgentThatTheTenantHas() async throws {
        let hub = Hub(model: [ScriptedModel.says("Done")])
        let reply = try await hub.ask("Hello", agent: "AgentQueens")
        #expect(reply.agent == "AgentQueens")
        #expect(reply.metadata.router == .caller)
        #expect(reply.metadata.intent == "agent_queens")
        await #expect(throws: ChatError.agentNotAvailable) { try await hub.ask("Hello", agent: "AgentGone") }
    }

    @Test func listsTheAgentsThatTheRowsNameNow() async throws {
        let hub = Hub()
        let agents = try await hub.engine.agents(for: World.caller)
        #expect(agents.map(\.name) == ["AgentHoney", "AgentQueens"])
        #expect(agents.first?.label.texts[.vietnamese] == "Mật ong")
        #expect(agents.first?.languages == Language.allCases)
        hub.directory.set(World.configuration(version: 2, agents: [World.queens]))
        #expect(try await hub.engine.agents(for: World.caller).map(\.name) == ["AgentQueens"])
    }

    // MARK: Going away and shutting down

    @Test func aCallerWhoGoesAwayBeforeTheAnswerLeavesNothing() async throws {
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
        #expect(hub.conversations.allTurns.isEmpty)
    }

    @Test func anAnswerThatIsThereIsStoredThoughItsCallerIsGone() async throws {
        let committing = Latch()
        let release = Latch()
        let hub = Hub(model: [ScriptedModel.says("Done")])
        hub.conversations.beforeCommit { _ in
            committing.open()
            await release.pass()
            try Task.checkCancellation()
        }
        let asking = Task { try await hub.ask("How much?") }
        await committing.pass()
        asking.cancel()
        release.open()
        let reply = try await asking.value
        #expect(hub.conversations.turns(reply.session).count == 1)
    }

    @Test func drainingFinishesTheTurnsInFlightAndTakesNoMore() async throws {
        let asked = Latch()
        let release = Latch()
        let hub = Hub(model: [
            ScriptedModel.says("Done") {
                asked.open()
                await release.pass()
            }
        ])
        let asking = Task { try await hub.ask("How much?") }
        await asked.pass()
        let refused = Latch()
        let drain = Task {
            await hub.engine.drain()
            return hub.conversations.allTurns.count
        }
        let late = Task {
            while true {
                do throws(ChatError) {
                    // Before the door is closed this is an error of the request; after it, of the engine.
                    _ = try await hub.ask("Late", agent: "AgentGone")
                } catch {
                    if error == .shuttingDown { return refused.open() }
                }
                await Task.yield()
            }
        }
        await refused.pass()
        await late.value
        release.open()
        #expect(try await asking.value.text == "Done")
        #expect(await drain.value == 1)
    }

    @Test func theClaimedKeyIsStoredWithTheTurn() async throws {
        let hub = Hub(model: [ScriptedModel.says("Done")])
        let key = IdempotencyHold(IdempotencyKey(scope: World.scope, user: World.caller.user, key: "once"))
        _ = try await hub.engine.answer(
            ChatTurn(caller: World.caller, message: "How much?", traceID: "trace", idempotency: key))
        #expect(hub.conversations.allTurns.map(\.idempotency) == [key])
    }
}
