import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct SnapshotBuilderTests {
    private let routers = ScriptedRouters()
    private var builder: SnapshotBuilder {
        SnapshotBuilder(defaults: World.defaults(), trainer: routers, logger: World.quiet)
    }

    @Test func anAgentSeesItsFiveToolsOfTheHighestPriority() async throws {
        let tools = [("e", 2), ("d", 1), ("c", 9), ("b", 2), ("a", 3), ("f", 4), ("not_its", 1)].map { name, priority in
            Tool(name: name, description: "", type: "T", priority: priority)
        }
        let agent = Agent(name: "A", description: "", tools: ["a", "b", "c", "d", "e", "f", "a", "gone"])
        let snapshot = try await builder.build(World.configuration(agents: [agent], tools: tools), reusing: nil)
        #expect(snapshot.agent("A")?.tools.map(\.tool.name) == ["d", "b", "e", "a", "f"])
    }

    @Test func theTenantsOwnRowHidesThePlatformsOfTheSameName() async throws {
        var own = World.harvest
        own.id = ToolID()
        own.owner = World.tenant.id
        own.description = "ours"
        var ownAgent = World.honey
        ownAgent.id = AgentID()
        ownAgent.owner = World.tenant.id
        ownAgent.promptTemplate = "ours"
        let configuration = World.configuration(
            agents: [ownAgent, World.honey], tools: [World.harvest, own])
        let snapshot = try await builder.build(configuration, reusing: nil)
        #expect(snapshot.agents.map(\.agent.promptTemplate) == ["ours"])
        #expect(snapshot.agents.first?.tools.map(\.tool.description) == ["ours"])
        #expect(AgentSummary.all(of: configuration).count == 1)
    }

    @Test func thePlatformsAgentKeepsThePlatformsTool() async throws {
        var own = World.harvest
        own.id = ToolID()
        own.owner = World.tenant.id
        own.description = "ours"
        let configuration = World.configuration(agents: [World.honey], tools: [own, World.harvest])
        let snapshot = try await builder.build(configuration, reusing: nil)
        #expect(snapshot.agents.first?.tools.map(\.tool.owner) == [nil])
    }

    @Test func routersLearnFromABoundedAmountOfExamples() {
        let profiles = ["A", "B"].map { name in
            RoutingProfile(
                agent: name, description: "", labels: [], examples: ["12345", "12345", "123"], vocabulary: [])
        }
        #expect(RoutingBudget.trim(profiles, to: 26) == profiles)
        #expect(RoutingBudget.trim(profiles, to: 16).map(\.examples) == [["12345", "123"], ["12345", "123"]])
    }

    @Test func aToolWhoseSchemaDoesNotCompileIsLeftOutAndTheRestWorks() async throws {
        var broken = World.weight
        broken.inputSchema = ["type": "nonsense"]
        let snapshot = try await builder.build(
            World.configuration(tools: [World.harvest, broken, World.queen]), reusing: nil)
        #expect(snapshot.agent("AgentHoney")?.tools.map(\.tool.name) == ["read_harvest"])
    }

    @Test func anAgentsModelIsItsOwnOrTheDefault() async throws {
        let own = LanguageModel(name: "own", provider: .openAI)
        var honey = World.honey
        honey.model = own.id
        var queens = World.queens
        queens.model = ModelID()
        let snapshot = try await builder.build(
            World.configuration(agents: [honey, queens], models: [own]), reusing: nil)
        #expect(snapshot.agent("AgentHoney")?.models.first.model.name == "own")
        #expect(snapshot.agent("AgentQueens")?.models.first.model.name == "big")
    }

    @Test func routersLearnWhatTheRowsSay() async throws {
        _ = try await builder.build(World.configuration(), reusing: nil)
        let profile = try #require(routers.trainings.first?.first)
        #expect(profile.agent == "AgentHoney")
        #expect(profile.labels == ["Honey", "Mật ong"])
        #expect(profile.examples == World.honey.examples)
        #expect(
            profile.vocabulary == [
                "read_weight", "Weight of one hive", "hive", "read_harvest", "Honey of one hive", "hive", "Kilos",
                "Số ký",
            ])
    }

    @Test func aReloadKeepsWhatDidNotChange() async throws {
        let builder = builder
        let first = try await builder.build(World.configuration(version: 1), reusing: nil)
        var changed = World.harvest
        changed.timeout = .seconds(9)
        changed.version = 2
        let second = try await builder.build(
            World.configuration(version: 2, tools: [changed, World.weight, World.queen]), reusing: first)
        #expect(routers.trainings.count == 1)
        let before = try #require(first.agent("AgentHoney")?.tools)
        let after = try #require(second.agent("AgentHoney")?.tools)
        #expect(before[0] === after[0])
        #expect(before[1] !== after[1])
        #expect(second.version == 2)
    }

    @Test func anotherExampleTrainsAnew() async throws {
        let builder = builder
        let first = try await builder.build(World.configuration(), reusing: nil)
        var honey = World.honey
        honey.examples.append("Is there honey?")
        _ = try await builder.build(World.configuration(agents: [honey, World.queens]), reusing: first)
        #expect(routers.trainings.count == 2)
    }

    @Test func tenantsWithTheSameAgentsShareARouter() async throws {
        let builder = builder
        _ = try await builder.build(World.configuration(), reusing: nil)
        let other = Tenant(id: World.id("other"), name: "Other")
        _ = try await builder.build(World.configuration(tenant: other), reusing: nil)
        #expect(routers.trainings.count == 1)
    }

    @Test func withoutAgentsNothingIsTrained() async throws {
        let snapshot = try await builder.build(World.configuration(agents: []), reusing: nil)
        #expect(snapshot.router == nil)
        #expect(routers.trainings.isEmpty)
    }

    @Test func valuesAreRecognisedOnlyWhereTheSchemaTellsThemFromWords() throws {
        let tool = try World.prepared(World.queen)
        #expect(tool.recognises("QUA123"))
        #expect(!tool.recognises("QUA12"))
        var free = World.queen
        free.inputSchema = ["type": "object", "properties": ["name": ["type": "string"]]]
        #expect(try !World.prepared(free).recognises("QUA123"))
    }
}
