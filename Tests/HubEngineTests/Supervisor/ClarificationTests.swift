import HubCore
import Testing

@testable import HubEngine

struct ClarificationTests {
    private func text(_ choice: SupervisorDecision.Choice, _ language: Language, _ agents: [Agent]) throws -> String {
        let snapshots = agents.map { AgentSnapshot($0, tools: [], models: ModelChain(ModelChoice(World.network))) }
        return try #require(Clarification(language: language).text(for: choice, agents: snapshots))
    }

    private let agents = [World.honey, World.queens]

    @Test func namesTheAgentsThatWereMeant() throws {
        let snapshots = agents.map { AgentSnapshot($0, tools: [], models: ModelChain(ModelChoice(World.network))) }
        let english = try text(.several(snapshots), .english, agents)
        #expect(english.contains("Honey and Queens"))
        #expect(try text(.several(snapshots), .vietnamese, agents).contains("Mật ong và Ong chúa"))
    }

    @Test func saysWhatCanBeAskedWithAnExampleInTheLanguage() throws {
        let english = try text(.unclear, .english, agents)
        #expect(english.contains("- Honey: Tells how much honey the hives gave"))
        #expect(english.contains("How much honey did hive 0000000001 give?"))
        let vietnamese = try text(.unclear, .vietnamese, agents)
        #expect(vietnamese.contains("- Mật ong (ví dụ: “Tổ ong 0000000001 cho bao nhiêu mật?”)"))
        #expect(!vietnamese.contains("Tells how much"))
    }

    @Test func anAgentWithoutALabelGoesByItsName() throws {
        let plain = Agent(name: "AgentPlain", description: "")
        #expect(try text(.unclear, .english, [plain]).hasSuffix("- AgentPlain"))
    }

    @Test func greetsBackAndSaysWhatCanBeAsked() throws {
        #expect(try text(.smallTalk(.greeting), .english, agents).hasPrefix("Hello! You can ask me about:"))
        #expect(try text(.smallTalk(.greeting), .vietnamese, agents).hasPrefix("Xin chào!"))
    }

    @Test func thanksAndFarewellsGetAWordBack() throws {
        #expect(try text(.smallTalk(.thanks), .english, agents).hasPrefix("You are welcome."))
        #expect(try text(.smallTalk(.farewell), .vietnamese, agents).hasPrefix("Tạm biệt"))
    }

    @Test func aDescriptionThatBeginsWithTheTitleIsNotSaidTwice() throws {
        let agent = Agent(name: "AgentWax", description: "Wax: how much there is", label: Label([.english: "WAX"]))
        #expect(try text(.unclear, .english, [agent]).hasSuffix("\n- Wax: how much there is"))
    }

    @Test func aLongRosterIsCutShort() throws {
        let many = (1...12).map { Agent(name: "Agent\($0)", description: "") }
        let lines = try text(.unclear, .english, many).split(separator: "\n")
        #expect(lines.count == 10)
        #expect(lines.last == "- and more")
    }

    @Test func saysWhenNobodyIsThere() throws {
        #expect(try text(.nobody, .english, []).contains("administrator"))
        #expect(try text(.nobody, .vietnamese, []).contains("quản trị viên"))
    }

    @Test func anAgentSpeaksForItself() throws {
        let agent = AgentSnapshot(World.honey, tools: [], models: ModelChain(ModelChoice(World.network)))
        #expect(Clarification(language: .english).text(for: .agent(agent), agents: []) == nil)
    }
}
