import HubCore
import HubModels
import Testing

@Suite struct BuiltinRouterTests {
    let router: any AgentRouter

    private static let trained = Result { BuiltinRouterTrainer().train(try RoutingFixture().profiles) }

    init() throws { router = try Self.trained.get() }

    @Test(arguments: ["", "   ", "\t", "???", "…", "🙂🙂🙂", "-", "\u{200B}"])
    func textsWithoutAWordSpeakOfNothing(text: String) {
        #expect(router.route(text) == RoutingVerdict(decision: .none, candidates: []))
    }

    @Test(arguments: ["Hello there", "xin chào", "Thanks a lot", "chao buoi sang", "how are you today?"])
    func greetingsSpeakOfNothing(text: String) {
        #expect(router.route(text) == RoutingVerdict(decision: .none, candidates: []))
    }

    @Test(arguments: [
        ("and their debt?", "AgentDebt"), ("còn công nợ thì sao?", "AgentDebt"), ("con cong no thi sao?", "AgentDebt"),
        ("What about shipment ABC123?", "AgentShipment"), ("thế còn tồn kho?", "AgentInventory"),
    ])
    func followUpsGoWhereTheirOneWordPoints(text: String, agent: String) {
        #expect(router.route(text).isSurely(agent))
    }

    @Test(arguments: [
        "check công nợ for customer ABC please", "CÔNG NỢ KHÁCH HÀNG ABC", "công nợ 🙏🙏 của khách hàng ABC 😀",
        "Co\u{302}ng no\u{31B}\u{323} cu\u{309}a kha\u{301}ch ha\u{300}ng ABC", "công-nợ/khách_hàng ABC",
        "c\u{200B}ông nợ khách hàng",
    ])
    func spellingAndDecorationDoNotMatter(text: String) {
        #expect(router.route(text).isSurely("AgentDebt"))
    }

    @Test func aQuestionWrappedInTalkIsFound() {
        let talk = "Good morning dear colleagues, I hope that everybody enjoyed a wonderful sunny weekend by the lake! "
        #expect(router.route(talk + "Show me the debt of customer MST 0104985841.").isSurely("AgentDebt"))
    }

    @Test func severalAgentsAreNamedWithTheSurestFirst() {
        let verdict = router.route("show debt for customer X-1 and where is shipment Y-2")
        #expect(verdict.decision == .several)
        #expect(Set(verdict.candidates.map(\.agent)) == ["AgentDebt", "AgentShipment"])
        #expect(verdict.candidates == verdict.candidates.sorted { $0.confidence > $1.confidence })
    }

    @Test func threeAgentsAreNamed() {
        let verdict = router.route(
            "Show overdue debt of customers; where is shipment ABC123; which items are low in stock")
        #expect(verdict.decision == .several)
        #expect(Set(verdict.candidates.map(\.agent)) == ["AgentDebt", "AgentShipment", "AgentInventory"])
    }

    @Test func confidencesAreOrderedProbabilities() throws {
        for question in try RoutingFixture().questions {
            let verdict = router.route(question.text)
            let confidences = verdict.candidates.map(\.confidence)
            #expect(confidences == confidences.sorted(by: >))
            #expect(confidences.allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(Set(verdict.candidates.map(\.agent)).count == confidences.count)
            if verdict.decision == .agent { #expect(confidences.reduce(0, +) <= 1.000_001) }
        }
    }

    /// Of the verdicts with 0.9 and more, at least nine in ten are right.
    @Test func highConfidenceIsKept() throws {
        var counted = 0
        var right = 0
        for question in try RoutingFixture().questions {
            let verdict = router.route(question.text)
            guard verdict.decision == .agent, let best = verdict.candidates.first, best.confidence >= 0.9 else {
                continue
            }
            counted += 1
            if question.agents.contains(best.agent) { right += 1 }
        }
        #expect(counted > 100)
        #expect(Double(right) / Double(max(1, counted)) >= 0.9)
    }

    @Test func hundredKilobytesAreReadAtBothEnds() {
        let noise = String(repeating: "lorem ipsum dolor ", count: 6_000)
        #expect(noise.utf8.count > 100_000)
        #expect(router.route(noise).decision == .none)
        #expect(router.route("Show me the debt of customer MST 0104985841. " + noise).isSurely("AgentDebt"))
        #expect(router.route(noise + ". Show me the debt of customer MST 0104985841").isSurely("AgentDebt"))
    }

    @Test(arguments: [
        "a", "và ", "debt and shipment, ", "\u{301}", "👩‍👩‍👧‍👦", "漢字", "\u{0}\u{1}\u{FFFF}debt\u{0}", "1", "A1-", "debt. ",
        "'",
    ])
    func hundredKilobytesOfAnythingGetSomeVerdict(piece: String) {
        let verdict = router.route(String(repeating: piece, count: 100_000 / piece.utf8.count))
        #expect(verdict.candidates.allSatisfy { $0.confidence.isFinite })
    }
}
