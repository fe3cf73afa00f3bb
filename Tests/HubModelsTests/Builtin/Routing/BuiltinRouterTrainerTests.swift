import Foundation
import HubCore
import HubModels
import Testing

@Suite struct BuiltinRouterTrainerTests {
    @Test func noProfilesRouteNothing() {
        let verdict = BuiltinRouterTrainer().train([]).route("Where is my parcel?")
        #expect(verdict == RoutingVerdict(decision: .none, candidates: []))
    }

    @Test func emptyProfilesRouteNothing() {
        let empty = RoutingProfile(agent: "", description: "", labels: [], examples: [], vocabulary: [])
        #expect(BuiltinRouterTrainer().train([empty, empty]).route("Where is my parcel?").decision == .none)
    }

    @Test func sameProfilesGiveTheSameRouter() throws {
        let fixture = try RoutingFixture()
        let first = BuiltinRouterTrainer().train(fixture.profiles)
        let second = BuiltinRouterTrainer().train(fixture.profiles)
        for question in fixture.questions.prefix(60) + fixture.unrelated {
            #expect(first.route(question.text) == second.route(question.text))
        }
    }

    @Test func oneAgentIsGivenWhatSpeaksOfItAndNothingElse() {
        let router = BuiltinRouterTrainer().train([
            RoutingProfile(
                agent: "Parcels", description: "Where parcels are and when they arrive", labels: ["Bưu kiện"],
                examples: ["Where is my parcel?", "When does parcel 42 arrive?", "Bưu kiện của tôi đang ở đâu?"],
                vocabulary: ["track_parcel"])
        ])
        #expect(router.route("is my parcel there yet?").isSurely("Parcels"))
        #expect(router.route("bưu kiện 77 tới chưa?").isSurely("Parcels"))
        #expect(router.route("buu kien 77 toi chua?").isSurely("Parcels"))
        #expect(router.route("Recommend a good movie").decision == .none)
        #expect(router.route("Xin chào").decision == .none)
    }

    @Test func agentsThatSayTheSameAreAGuess() {
        let profile = RoutingProfile(
            agent: "First", description: "Parcels", labels: [], examples: ["Where is my parcel?"], vocabulary: [])
        var twin = profile
        twin.agent = "Second"
        let verdict = BuiltinRouterTrainer().train([profile, twin]).route("Where is the parcel?")
        #expect(verdict.decision == .unsure)
        #expect(Set(verdict.candidates.map(\.agent)) == ["First", "Second"])
    }

    @Test func descriptionAndToolsAloneAreEnough() {
        let router = BuiltinRouterTrainer().train([
            RoutingProfile(
                agent: "AgentGarden", description: "Watering plans and soil moisture of greenhouses", labels: [],
                examples: [], vocabulary: ["get_soil_moisture", "greenhouse_id"]),
            RoutingProfile(
                agent: "AgentLibrary", description: "Lending of books, due dates and fines", labels: [], examples: [],
                vocabulary: ["renew_loan", "book_id"]),
        ])
        #expect(router.route("how moist is the soil in greenhouse G-4?").isSurely("AgentGarden"))
        #expect(router.route("when is this book due?").isSurely("AgentLibrary"))
    }

    @Test func twoAgentsOfThreeExamplesAreToldApart() {
        let router = BuiltinRouterTrainer().train([
            RoutingProfile(
                agent: "AgentGarden", description: "Watering of greenhouses", labels: ["Garden", "Vườn"],
                examples: [
                    "Show me the humidity of greenhouse G12", "Độ ẩm của nhà kính G12 là bao nhiêu?", "Water the roses",
                ],
                vocabulary: ["get_humidity"]),
            RoutingProfile(
                agent: "AgentLibrary", description: "Lending of books", labels: ["Library", "Thư viện"],
                examples: ["Where is book ABC123?", "Sách ABC123 đang ở đâu?", "When is it due?"],
                vocabulary: ["find_book", "book_id"]),
        ])
        for text in ["and their humidity?", "còn độ ẩm thì sao?", "con do am thi sao?", "humidity of A and B"] {
            #expect(router.route(text).isSurely("AgentGarden"), "\(text)")
        }
        for text in ["What about book XY77?", "tìm sách", "sach XY77 o dau?"] {
            #expect(router.route(text).isSurely("AgentLibrary"), "\(text)")
        }
        for text in ["humidity of X and where is book Y", "độ ẩm của X và sách Y đang ở đâu"] {
            #expect(router.route(text).decision == .several, "\(text)")
        }
        for text in ["What can you do?", "how much is it?", "giúp tôi với", "0104985841", "who won the game"] {
            #expect(router.route(text).decision == .none, "\(text)")
        }
    }

    /// Nothing of the words that decide was known before the rows were written.
    @Test(arguments: 1...12)
    func agentsOfInventedWordsAreReachedAtOnce(seed: UInt64) throws {
        var words = InventedWords(seed: seed)
        var profiles = try RoutingFixture().profiles
        let (subject, other, place) = (words.next(), words.next(), words.next())
        profiles.append(
            RoutingProfile(
                agent: "Agent\(subject.capitalized)",
                description: "Tells the \(subject) and the \(other) of a \(place)",
                labels: [], examples: ["Show the \(subject) of AB-12", "\(other) của AB-12"],
                vocabulary: ["get_\(subject)", "\(place)_id"]))
        let router = BuiltinRouterTrainer().train(profiles)
        for question in [
            "what is the \(subject) of QK-77?", "\(subject) của QK-77 là bao nhiêu?",
            "\(subject) cua QK-77 la bao nhieu?", "show me the \(other) of \(place) 12", "còn \(other) thì sao?",
            "cho tôi xem \(subject) của \(place) QK-9",
        ] {
            #expect(router.route(question).isSurely("Agent\(subject.capitalized)"), "\(question)")
        }
        for question in ["Show me the stock of SKU-5", "Công nợ của khách hàng này"] {
            #expect(!router.route(question).isSurely("Agent\(subject.capitalized)"), "\(question)")
        }
    }

    /// Pronounceable words that no language has, the same for a seed.
    private struct InventedWords {
        private var state: UInt64

        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

        mutating func next() -> String {
            (0..<3).map { _ in pick(["zor", "qui", "bex", "fra", "nup", "gli", "vom", "tas", "kru", "wel"]) }.joined()
                + pick(["b", "x", "mi", "t", "ld"])
        }

        private mutating func pick(_ choices: [String]) -> String {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return choices[Int(state % UInt64(choices.count))]
        }
    }
}
