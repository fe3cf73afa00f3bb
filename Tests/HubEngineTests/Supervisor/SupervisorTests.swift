import HubCore
import Testing

@testable import HubEngine

struct SupervisorTests {
    private let small = LanguageModel(
        name: "small", provider: .openAI,
        prices: PriceList([TokenPrices(input: 1_000_000, output: 2_000_000, from: "")]))

    private func decide(
        _ message: String, _ verdict: RoutingVerdict, model: ScriptedModel = ScriptedModel(), asks: Bool = false,
        routing: RoutingMode = .hybrid, languages: [Language] = Language.allCases, agents: [Agent]? = nil,
        window: ConversationWindow = ConversationWindow(), requested: String? = nil
    ) async throws -> SupervisorDecision {
        var tenant = World.tenant
        tenant.settings = TenantSettings(routing: routing, languages: languages)
        let snapshot = try await World.snapshot(
            World.configuration(tenant: tenant, agents: agents ?? [World.honey, World.queens]),
            supervisor: asks ? small : World.builtin, rule: { _ in verdict })
        let supervisor = Supervisor(
            models: World.modelCaller(model), limits: EngineLimits(), logger: World.quiet)
        return try await supervisor.decide(
            Supervisor.Question(
                message: message, words: MessageWords(message), requested: requested.flatMap(snapshot.agent),
                window: window, snapshot: snapshot, deadline: .after(.seconds(30)),
                trace: TurnTrace(World.caller, id: "trace")))
    }

    private func name(_ decision: SupervisorDecision) -> String {
        switch decision.choice {
        case .agent(let agent): agent.name
        case .several(let agents): agents.map(\.name).joined(separator: "+")
        case .oneAtATime(let agents): "one of " + agents.map(\.name).joined(separator: "+")
        case .unclear: "unclear"
        case .smallTalk: "small talk"
        case .nobody: "nobody"
        }
    }

    /// A conversation whose last turn was `agent`'s.
    private func after(_ agent: Agent, status: ReplyStatus = .success, language: Language = .english)
        -> ConversationWindow
    {
        ConversationWindow(
            messages: [
                Message(role: .user, text: "…"),
                Message(
                    role: .assistant, text: "…", agent: agent.name,
                    reply: [
                        "status": .string(status.rawValue), "metadata": ["language": .string(language.rawValue)],
                    ]),
            ], lastAgent: agent.name)
    }

    @Test func takesTheAgentThatTheLocalRouterIsSureOf() async throws {
        let decision = try await decide("How much honey?", .sure("AgentHoney", 0.93), asks: true)
        #expect(name(decision) == "AgentHoney")
        #expect(decision.router == .local)
        #expect(decision.confidence == 0.93)
        #expect(decision.calls.isEmpty)
    }

    @Test func takesTheAgentThatTheCallerInsistsOn() async throws {
        let decision = try await decide("Hello", .nothing, requested: "AgentQueens")
        #expect(name(decision) == "AgentQueens")
        #expect(decision.router == .caller)
        #expect(decision.confidence == 1)
    }

    @Test func asksBackWhenSeveralAgentsAreMeant() async throws {
        let decision = try await decide("honey and queens", .several("AgentHoney", "AgentQueens"), asks: true)
        #expect(name(decision) == "AgentHoney+AgentQueens")
    }

    @Test func ofSeveralOfWhomOneIsKnownTakesThatOne() async throws {
        #expect(name(try await decide("both", .several("AgentHoney", "AgentGone"))) == "AgentHoney")
    }

    @Test func asksBackWhenNothingIsMeant() async throws {
        #expect(name(try await decide("Who won the world cup in 1998?", .nothing, asks: true)) == "unclear")
    }

    @Test(arguments: ["Hello!", "xin chào", "good morning everyone", "cảm ơn bạn nhiều nhé", "thanks a lot", "ok"])
    func greetingsAreAnsweredAsSuch(_ message: String) async throws {
        let decision = try await decide(message, .unsure("AgentHoney", 0.9), window: after(World.honey))
        #expect(name(decision) == "small talk")
    }

    @Test func anAgentForSmallTalkGetsIt() async throws {
        #expect(name(try await decide("hello", .sure("AgentQueens"))) == "AgentQueens")
    }

    @Test func aTenantWithoutAgentsHasNobodyToAsk() async throws {
        #expect(name(try await decide("How much honey?", .nothing, agents: [])) == "nobody")
    }

    // MARK: Unsure, without a model to ask

    @Test func aGuessIsTakenOrNotByItsConfidence() async throws {
        #expect(name(try await decide("honey or so perhaps", .unsure("AgentHoney", 0.6))) == "AgentHoney")
        #expect(name(try await decide("honey or so perhaps", .unsure("AgentHoney", 0.2))) == "unclear")
    }

    @Test(arguments: [
        "and the brown one on the left?", "What about the one by the river?", "còn tổ bên bờ sông thì sao?",
        "is their mother still alive this spring", "how old is it by now, roughly", "con to ben bo song thi sao",
        "thế còn tổ bên phải thì sao nhỉ?", "khách hàng này ở đâu vậy em", "của họ nằm ở chỗ nào vậy em",
    ])
    func aFollowUpStaysWithItsAgent(_ message: String) async throws {
        #expect(name(try await decide(message, .nothing, window: after(World.queens))) == "AgentQueens")
        #expect(
            name(try await decide(message, .unsure("AgentHoney", 0.3), window: after(World.queens))) == "AgentQueens")
        #expect(name(try await decide(message, .nothing)) == "unclear")
    }

    @Test func aMessageWithAValueOfTheAgentsToolsStaysWithIt() async throws {
        let message = "please look at QUA777 for me now"
        #expect(name(try await decide(message, .nothing, window: after(World.queens))) == "AgentQueens")
        #expect(name(try await decide(message, .nothing, window: after(World.honey))) == "unclear")
        #expect(name(try await decide("0000000009", .nothing, window: after(World.honey))) == "AgentHoney")
    }

    @Test func aShortMessageStaysWhereTheRouterIsUnsureButNotWhereItFindsNothing() async throws {
        #expect(
            name(try await decide("last spring", .unsure("AgentHoney", 0.2), window: after(World.queens)))
                == "AgentQueens")
        #expect(name(try await decide("tell jokes", .nothing, window: after(World.queens))) == "unclear")
    }

    @Test func anAnswerToTheAgentsQuestionStaysWithIt() async throws {
        let asked = after(World.queens, status: .clarification)
        #expect(name(try await decide("the blue one near my house", .nothing, window: asked)) == "AgentQueens")
    }

    @Test(arguments: ["Who won the world cup?", "khi nào trời mưa?", "where is the nearest bank", "lương bao nhiêu"])
    func aQuestionIsNoAnswerToTheAgentsQuestion(_ message: String) async throws {
        let asked = after(World.queens, status: .clarification)
        #expect(name(try await decide(message, .nothing, window: asked)) == "unclear")
    }

    @Test func aLikelyOtherAgentComesBeforeTheLastOne() async throws {
        let decision = try await decide("and honey?", .unsure("AgentHoney", 0.7), window: after(World.queens))
        #expect(name(decision) == "AgentHoney")
    }

    @Test func anAgentThatIsNoLongerGrantedIsNotKept() async throws {
        let decision = try await decide("and now?", .nothing, agents: [World.honey], window: after(World.queens))
        #expect(name(decision) == "unclear")
    }

    // MARK: Values for the agent that was spoken to

    @Test(arguments: ["QUA777", "what about QUA777?", "thế QUA777 thì sao?", "and QUA777", "queen QUA777 please"])
    func aValueForTheLastAgentIsItsWhateverTheRouterSays(_ message: String) async throws {
        for status in [ReplyStatus.clarification, .success] {
            let decision = try await decide(
                message, .sure("AgentHoney"), asks: true, window: after(World.queens, status: status))
            #expect(name(decision) == "AgentQueens")
        }
    }

    @Test(arguments: ["honey of QUA777", "weight QUA777", "0000000009", "the honey please", "nợ QUA777", "no QUA777"])
    func aValueWithAnotherAgentsWordsIsLeftToTheRouter(_ message: String) async throws {
        let window = after(World.queens, status: .clarification)
        #expect(name(try await decide(message, .sure("AgentHoney"), window: window)) == "AgentHoney")
    }

    @Test func aModelInChargeOfRoutingIsAskedAboutValuesToo() async throws {
        let model = says(#"{"agents": ["AgentHoney"], "language": "en", "intent": "x", "confidence": 0.7}"#)
        let decision = try await decide(
            "QUA777", .nothing, model: model, asks: true, routing: .model, window: after(World.queens))
        #expect(name(decision) == "AgentHoney")
    }

    @Test(arguments: ["no", "No.", "không", "cancel", "no problem", "never mind", "thôi không cần"])
    func aRefusalAsksNothing(_ message: String) async throws {
        for status in [ReplyStatus.clarification, .success] {
            let decision = try await decide(message, .nothing, window: after(World.queens, status: status))
            #expect(name(decision) == "small talk")
        }
    }

    @Test(arguments: ["hôm nay trời đẹp quá nhỉ?", "trời tháng này ra sao?"])
    func timesReferToNothing(_ message: String) async throws {
        #expect(name(try await decide(message, .nothing, window: after(World.queens))) == "unclear")
    }

    // MARK: Several, one after the other

    /// The supervisor has asked which of both comes first.
    private func offered(_ question: String, _ language: Language = .english) -> ConversationWindow {
        let titles = [World.honey, World.queens].map { $0.label.text(in: language) ?? "" }
        return ConversationWindow(messages: [
            Message(role: .user, text: question),
            Message(role: .assistant, text: Phrasebook(language: language).several(titles)),
        ])
    }

    @Test(arguments: [
        ("Queens", "AgentQueens"), ("queen", "AgentQueens"), ("ong chúa", "AgentQueens"),
        ("the first one", "AgentHoney"),
        ("cái đầu tiên", "AgentHoney"), ("2", "AgentQueens"), ("thứ hai", "AgentQueens"),
        ("the last one", "AgentQueens"),
        ("honey first please", "AgentHoney"), ("mật ong trước nhé", "AgentHoney"), ("AgentQueens", "AgentQueens"),
    ])
    func theChosenAgentAnswersWhatWasAsked(_ choice: String, _ agent: String) async throws {
        for language in Language.allCases {
            let window = offered("honey of 0000000001 and where is QUA123", language)
            let decision = try await decide(choice, .nothing, asks: true, window: window)
            #expect(name(decision) == agent)
            #expect(decision.question == "honey of 0000000001 and where is QUA123")
        }
    }

    @Test func theRoutersChoiceAmongTheOfferedCountsToo() async throws {
        let decision = try await decide("the mothers", .sure("AgentQueens"), window: offered("honey and QUA123"))
        #expect(name(decision) == "AgentQueens")
        #expect(decision.question == "honey and QUA123")
    }

    @Test(arguments: ["both", "cả hai", "tất cả", "both of them please"])
    func allAtOnceIsAnsweredOneAtATime(_ message: String) async throws {
        var window = offered("honey of 0000000001 and QUA123")
        let decision = try await decide(message, .nothing, asks: true, window: window)
        #expect(name(decision) == "one of AgentHoney+AgentQueens")
        let snapshot = try await World.snapshot()
        let text = Clarification(language: .vietnamese).text(for: decision.choice, agents: snapshot.agents)
        #expect(text?.contains("Mật ong và Ong chúa") == true)
        window.messages += [Message(role: .user, text: message), Message(role: .assistant, text: text ?? "")]
        let second = try await decide("ong chúa", .nothing, window: window)
        #expect(name(second) == "AgentQueens")
        #expect(second.question == "honey of 0000000001 and QUA123")
    }

    @Test func aNewQuestionIsNoChoice() async throws {
        let window = offered("honey and QUA123")
        let decision = try await decide("Where is queen QUA555?", .sure("AgentQueens"), window: window)
        #expect(name(decision) == "AgentQueens")
        #expect(decision.question == nil)
        #expect(name(try await decide("Who won the cup?", .nothing, window: window)) == "unclear")
    }

    @Test func withoutAnOfferAnOrdinalChoosesNothing() async throws {
        let decision = try await decide("the first one", .nothing, window: after(World.queens))
        #expect(decision.question == nil)
    }

    // MARK: Unsure, with a model to ask

    private func says(_ text: String) -> ScriptedModel {
        ScriptedModel([ScriptedModel.says(text, usage: TokenUsage(inputTokens: 10, outputTokens: 5))])
    }

    @Test func asksTheModelWhereTheLocalRouterIsUnsure() async throws {
        let model = says(#"{"agents": ["AgentQueens"], "language": "en", "intent": "Find Queen", "confidence": 0.8}"#)
        let decision = try await decide("the mother bee", .unsure("AgentHoney", 0.6), model: model, asks: true)
        #expect(name(decision) == "AgentQueens")
        #expect(decision.router == .model)
        #expect(decision.intent == "find_queen")
        #expect(decision.confidence == 0.8)
        #expect(decision.calls.first?.entry?.costNanodollars == 20)
        #expect(decision.calls.first?.entry?.agent == nil)
        let request = try #require(model.requests.first)
        #expect(request.system.contains("AgentHoney") && request.system.contains("Finds queens"))
        #expect(request.responseSchema?["properties"]?["agents"]?["items"]?["enum"] == ["AgentHoney", "AgentQueens"])
        #expect(request.model.name == "small")
    }

    @Test func theModelReadsTheConversation() async throws {
        let model = says(#"{"agents": [], "language": "en", "intent": "", "confidence": 0.9}"#)
        let decision = try await decide(
            "last spring?", .nothing, model: model, asks: true, window: after(World.queens))
        #expect(model.requests.first?.messages.count == 3)
        #expect(name(decision) == "unclear")
        #expect(decision.router == .model)
    }

    @Test func theModelMayNameSeveral() async throws {
        let model = says(
            #"{"agents": ["AgentQueens", "AgentHoney", "AgentQueens"], "language": "en", "intent": "x", "confidence": 2}"#
        )
        let decision = try await decide("both", .unsure("AgentHoney", 0.4), model: model, asks: true)
        #expect(name(decision) == "AgentQueens+AgentHoney")
        #expect(decision.confidence == 1)
    }

    @Test func namesThatAreNotTheTenantsCountAsNone() async throws {
        let model = says(#"{"agents": ["AgentSecrets"], "language": "en", "intent": "x", "confidence": 0.9}"#)
        #expect(name(try await decide("secrets", .unsure("AgentHoney", 0.9), model: model, asks: true)) == "unclear")
    }

    @Test func aModelThatFailsLeavesItToTheLocalRouterAndIsStillCounted() async throws {
        let failing = ScriptedModel([ScriptedModel.fails(.overloaded)])
        let decision = try await decide("honey?", .unsure("AgentHoney", 0.7), model: failing, asks: true)
        #expect(name(decision) == "AgentHoney")
        #expect(decision.router == .local)
        #expect(decision.calls.first?.entry?.succeeded == false)
        let rambling = says("I think it is AgentHoney.")
        let other = try await decide("honey?", .unsure("AgentHoney", 0.2), model: rambling, asks: true)
        #expect(name(other) == "unclear")
        #expect(other.calls.first?.entry?.costNanodollars == 20)
    }

    @Test func aModelInChargeOfRoutingIsAlwaysAsked() async throws {
        let model = says(#"{"agents": ["AgentQueens"], "language": "en", "intent": "x", "confidence": 0.7}"#)
        let decision = try await decide("honey", .sure("AgentHoney"), model: model, asks: true, routing: .model)
        #expect(name(decision) == "AgentQueens")
    }

    @Test func localRoutingNeverAsksAModel() async throws {
        let decision = try await decide("honey", .unsure("AgentHoney", 0.6), asks: true, routing: .local)
        #expect(name(decision) == "AgentHoney")
    }

    @Test func anAgentsOwnRoutingComesBeforeItsTenants() async throws {
        var honey = World.honey
        honey.routing = .local
        let agents = [honey, World.queens]
        let decision = try await decide(
            "honey", .unsure("AgentHoney", 0.6), asks: true, routing: .model, agents: agents)
        #expect(name(decision) == "AgentHoney")
    }

    @Test func aBuiltinModelIsNobodyToAsk() async throws {
        #expect(name(try await decide("honey", .unsure("AgentHoney", 0.6), routing: .model)) == "AgentHoney")
    }

    // MARK: Language

    @Test func answersInTheQuestionsLanguage() async throws {
        #expect(try await decide("Tổ này cho bao nhiêu mật?", .sure("AgentHoney")).language == .vietnamese)
        #expect(try await decide("How much honey is there?", .sure("AgentHoney")).language == .english)
    }

    @Test func keepsTheConversationsLanguageWhereTheMessageTellsNone() async throws {
        let window = after(World.honey, language: .vietnamese)
        #expect(try await decide("0000000009", .sure("AgentHoney"), window: window).language == .vietnamese)
        let asked = ConversationWindow(messages: [Message(role: .user, text: "mật ong của tổ này đâu rồi?")])
        #expect(try await decide("0000000009", .sure("AgentHoney"), window: asked).language == .vietnamese)
    }

    @Test func answersInALanguageOfTheTenants() async throws {
        let decision = try await decide("How much honey is there?", .sure("AgentHoney"), languages: [.vietnamese])
        #expect(decision.language == .vietnamese)
        #expect(
            try await decide("42", .sure("AgentHoney"), languages: [.vietnamese, .english]).language == .vietnamese)
        #expect(try await decide("42", .sure("AgentHoney"), languages: []).language == .english)
    }

    @Test func theModelsWordCountsOnlyWhereTheMessageTellsNoLanguage() async throws {
        let answer = #"{"agents": ["AgentHoney"], "language": "vi", "intent": "x", "confidence": 0.7}"#
        let open = try await decide("QUA123", .unsure("AgentHoney", 0.1), model: says(answer), asks: true)
        #expect(open.language == .vietnamese)
        let clear = try await decide(
            "What about the honey?", .unsure("AgentHoney", 0.1), model: says(answer), asks: true)
        #expect(clear.language == .english)
    }
}
