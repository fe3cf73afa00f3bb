import HubCore
import HubModels
import Testing

/// An ERP's users ask six agents in Vietnamese. `tune` rows were seen while the router was built; `heldOut` rows judge it.
@Suite struct VietnameseRoutingTests {
    let fixture: RoutingFixture
    let router: any AgentRouter

    init() throws {
        fixture = try RoutingFixture()
        router = try Self.trained.get()
    }

    private static let trained = Result { BuiltinRouterTrainer().train(try RoutingFixture().profiles) }

    enum Spelling: CaseIterable {
        case withDiacritics
        case without

        func spell(_ text: String) -> String {
            switch self {
            case .withDiacritics: text
            case .without: RoutingFixture.withoutDiacritics(text)
            }
        }
    }

    @Test func theSetIsLargeEvenlySplitAndUnknownToTheAgents() {
        #expect(fixture.questions.count >= 200)
        for profile in fixture.profiles {
            let own = fixture.questions.filter { $0.agents == [profile.agent] }
            #expect(own.count { $0.split == .tune } == own.count { $0.split == .heldOut })
            let known = Set(profile.examples.map { TextFolding.fold($0) })
            #expect(fixture.questions.allSatisfy { !known.contains(TextFolding.fold($0.text)) })
        }
    }

    @Test(arguments: Spelling.allCases)
    func nineHeldOutQuestionsInTenReachTheirAgent(spelling: Spelling) {
        for split in RoutingFixture.Split.allCases {
            let questions = fixture.questions.filter { $0.split == split }
            let verdicts = questions.map { router.route(spelling.spell($0.text)) }
            let right = zip(questions, verdicts).count { question, verdict in
                verdict.decision == .agent && question.agents.contains(verdict.candidates.first?.agent ?? "")
            }
            let share = Double(right) / Double(questions.count)
            print("Vietnamese, \(split), \(spelling): \(right) of \(questions.count) routed and right (\(share))")
            #expect(share >= 0.9)
        }
    }

    @Test(arguments: Spelling.allCases)
    func talkThatIsNoAgentsIsRarelyRouted(spelling: Spelling) {
        let texts = fixture.unrelated.map { spelling.spell($0.text) }
        let refused = texts.count { text in
            switch router.route(text).decision {
            case .none, .unsure: true
            case .agent, .several: false
            }
        }
        print("Unrelated talk, \(spelling): \(refused) of \(texts.count) not routed")
        #expect(Double(refused) / Double(texts.count) >= 0.75)
    }

    @Test(arguments: Spelling.allCases)
    func questionsForSeveralAgentsNameThem(spelling: Spelling) {
        let verdicts = fixture.several.map { ($0, router.route(spelling.spell($0.text))) }
        let named = verdicts.count { question, verdict in
            verdict.decision == .several && Set(verdict.candidates.map(\.agent)) == question.agents
        }
        print("Several agents, \(spelling): \(named) of \(verdicts.count) named exactly")
        #expect(Double(named) / Double(verdicts.count) >= 0.85)
    }

    @Test(arguments: Spelling.allCases)
    func listsWithinOneQuestionAreOneQuestion(spelling: Spelling) {
        for question in fixture.single {
            #expect(router.route(spelling.spell(question.text)).decision != .several, "\(question.text)")
        }
    }
}
