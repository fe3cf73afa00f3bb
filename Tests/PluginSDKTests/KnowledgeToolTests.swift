import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct KnowledgeToolTests {
    private let host: ScriptedPluginHost

    init() throws { host = try ScriptedPluginHost("ProbePlugin") }

    @Test func eachFunctionReachesTheAuthorsOwn() async throws {
        let instance = try host.instance(of: "KEEP", [:])
        let request: JSONValue = ["collection": "sổ tay", "document": ["id": "1"], "chunks": []]
        #expect(await instance.ingest(request).json == ["ingested": request])
        #expect(await instance.remove(request).json == ["removed": request])
        #expect(await instance.collections().json == ["collections": [:]])
        #expect(await instance.run(["query": "a"]).json == ["searched": ["query": "a"]])
    }

    @Test func whatTheAuthorThrowsCompletesTheCall() async throws {
        let completion = try await host.instance(of: "KEEP", [:]).ingest([:])
        #expect(completion.status == ah_status(AH_E_INVALID_INPUT))
        #expect(completion.message == "There is no collection.")
    }

    @Test func aTypeThatKeepsNoDocumentsHasNoTable() async throws {
        #expect(try await host.instance(of: "ECHO", [:]).ingest([:]).status == ah_status(AH_E_UNSUPPORTED))
        #expect(host.types["ECHO"]?.pointee.ext?(nil, AH_EXT_KNOWLEDGE) == nil)
        #expect(host.types["KEEP"]?.pointee.ext?(nil, AH_EXT_KNOWLEDGE) != nil)
        #expect(host.types["KEEP"]?.pointee.ext?(nil, "agenthub.knowledge/2") == nil)
    }

    @Test func aToolThatIsNoneSaysThatItCannot() async throws {
        let completion = try await host.instance(of: "FORGET", [:]).ingest(["collection": "a"])
        #expect(completion.status == ah_status(AH_E_UNSUPPORTED))
        #expect(completion.message == "The tool type keeps no documents.")
    }
}
