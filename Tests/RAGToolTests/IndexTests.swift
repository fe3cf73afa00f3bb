import Foundation
import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(2))) struct IndexTests {
    private let harness: RAGToolHarness

    init() throws { harness = try RAGToolHarness() }

    @Test func offersOneTypeThatKeepsKnowledge() throws {
        let type = try #require(harness.host.types["RAG_SEARCH"])
        #expect(harness.host.types.count == 1)
        #expect(type.pointee.flags == UInt32(AH_TOOL_BLOCKING | AH_TOOL_IDEMPOTENT))
        #expect(type.pointee.ext(nil, AH_EXT_KNOWLEDGE) != nil)
        let schema = try JSONValue(parsing: String(cString: try #require(type.pointee.config_schema)))
        #expect(schema["additionalProperties"] == false)
        for (_, property) in try #require(schema["properties"]?.objectValue) {
            #expect(property["description"]?.stringValue?.isEmpty == false)
        }
        let input = try JSONValue(parsing: String(cString: try #require(type.pointee.input_schema)))
        #expect(input["required"] == ["query"])
        let manifest = try JSONValue(
            parsing: String(cString: try #require(harness.host.plugin.pointee.manifest_json)))
        #expect(manifest["network"] == false)
        #expect(manifest["data"] == true)
    }

    @Test func countsWhatItHolds() async throws {
        let tool = try harness.tool(["auth": ["type": "none"]])
        #expect(await tool.collections().json == ["collections": []])
        try await harness.ingest(["a": ["One apple.", "Two apples."], "b": ["Three apples."]])
        try await harness.ingest(["a": ["A pear."]], collection: "fruit")
        #expect(
            await tool.collections().json == [
                "collections": [
                    ["name": "fruit", "documents": 1, "chunks": 1], ["name": "handbook", "documents": 2, "chunks": 3],
                ]
            ])
        #expect(await tool.health().has(AH_OK))
        #expect(await tool.run(["query": "apple"]).has(AH_E_INVALID_CONFIG))
    }

    @Test func replacesADocument() async throws {
        try await harness.ingest(["a": ["Apples are red.", "Apples are round."], "b": ["Pears are green."]])
        try await harness.ingest(["a": ["Plums are blue."]])
        #expect(try await harness.found("apples red") == [])
        #expect(try await harness.found("plums blue") == ["a"])
        #expect(try await harness.found("pears green") == ["b"])
        let first = try #require(await harness.tool().collections().json?["collections"]?.arrayValue?.first)
        #expect(first["chunks"] == 2)
    }

    @Test func removesDocumentsAndCollections() async throws {
        try await harness.ingest(["a": ["Apples are red."], "b": ["Apples are round."]])
        try await harness.ingest(["a": ["Apples are dear."]], collection: "prices")
        let tool = try harness.tool()
        #expect(await tool.remove(["collection": "handbook", "document": "a"]).json == ["removed": 1])
        #expect(await tool.remove(["collection": "handbook", "document": "a"]).json == ["removed": 0])
        #expect(await tool.remove(["collection": "nothing"]).json == ["removed": 0])
        #expect(try await harness.found("apples") == ["b"])
        try await harness.ingest(["c": ["Apples are green."]])
        #expect(await tool.remove(["collection": "handbook"]).json == ["removed": 2])
        #expect(try await harness.found("apples") == [])
        let prices = try harness.tool(["collection": "prices"])
        #expect(try await harness.found("apples", by: prices) == ["a"])
    }

    @Test func searchesSeveralCollectionsAsOne() async throws {
        try await harness.ingest(["a": ["Apples are red."]])
        try await harness.ingest(["b": ["Apples are round."]], collection: "more")
        try await harness.ingest(["c": ["Apples are dear."]], collection: "prices")
        let tool = try harness.tool(["collections": ["handbook", "more"]])
        #expect(Set(try await harness.found("apples", by: tool)) == ["a", "b"])
    }

    @Test func readsChunksFromABlob() async throws {
        var lines = ""
        for index in 0..<3000 {
            lines +=
                #"{"id":"\#(index)","text":"Line \#(index) is about topic\#(index). \#(String(repeating: "padding ", count: 60))","page":\#(index + 1),"heading":"Part \#(index / 100)"}"#
                + "\n"
        }
        // The last line need not end.
        harness.host.offers.blobs["b-1"] = Array((lines + #"{"text":"The end of zebras."}"#).utf8)
        let tool = try harness.tool(["collection": "handbook", "top_k": 1])
        var request = RAGToolHarness.document("long", []).objectValue ?? [:]
        request["chunks"] = nil
        request["blob"] = "b-1"
        #expect(await tool.ingest(.object(request)).json == ["chunks": 3001])
        let passage = try #require(await tool.run(["query": "topic2917"]).passages.first)
        #expect(passage["page"] == 2918)
        #expect(passage["chunk"] == 2917)
        #expect(passage["heading"] == "Part 29")
        #expect(try await harness.found("zebras", by: tool) == ["long"])
        request["blob"] = "b-2"
        #expect(await tool.ingest(.object(request)).has(AH_E_NOT_FOUND))
    }

    @Test(
        arguments: [
            ["chunks": []], ["collection": "", "chunks": []],
            ["collection": "c", "document": ["id": ""], "chunks": []],
            ["collection": "c", "document": ["id": "d"]],
            ["collection": "c", "document": ["id": "d"], "chunks": [["text": ""]]],
            ["collection": "c", "document": ["id": "d"], "chunks": [7]],
            ["collection": "c", "document": ["id": "d", "principals": "u:a"], "chunks": []],
            ["collection": "c", "document": ["id": "d", "principals": [1]], "chunks": []],
            ["collection": "c", "document": ["id": "d", "metadata": []], "chunks": []],
            ["collection": "c", "document": ["id": "d"], "chunks": [], "blob": "x"],
        ] as [JSONValue])
    func refusesDocumentsThatAreNone(_ request: JSONValue) async throws {
        let completion = await (try harness.tool()).ingest(request)
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(completion.message?.hasSuffix(".") == true)
    }

    @Test func keepsResultsWithinTheHostsLimit() async throws {
        let chunk = "Zebra " + String(repeating: "đường kẻ\n\"", count: 2000)
        let chunks = (0..<20).map { "\($0) \(chunk)" }
        try await harness.ingest(["a": chunks])
        let completion = await (try harness.tool()).run(["query": "zebra", "top_k": 20])
        #expect(completion.has(AH_OK))
        #expect(completion.bytes.count <= Int(AH_MAX_PAYLOAD))
        #expect(completion.passages.count == 20)
        #expect(completion.passages.allSatisfy { $0["text"]?.stringValue?.hasSuffix(" […]") == true })
    }

    @Test func givesATextThatStandsTwiceOnce() async throws {
        try await harness.ingest(["a": ["Apples are red."], "b": ["Apples are red."], "c": ["Apples are green."]])
        #expect(try await harness.found("apples").count == 2)
    }

    @Test func givesThreePassagesUnlessSaid() async throws {
        try await harness.ingest(["a": ["Apples one.", "Apples two.", "Apples three.", "Apples four."]])
        let tool = try harness.tool()
        #expect(await tool.run(["query": "apples"]).passages.count == 3)
        #expect(await tool.run(["query": "apples", "top_k": 2]).passages.count == 2)
        let strict = try harness.tool(["collection": "handbook", "minimum_score": 1])
        #expect(await strict.run(["query": "apples"]).passages.isEmpty)
    }

    @Test(
        arguments: [
            (["collection": "a", "collections": ["b"]], "/collections"), (["filters": ["a": .null]], "/filters"),
            (["collection": "a", "endpoint": "https://h/"], "/endpoint"),
        ] as [(JSONValue, String)])
    func refusesConfigurationsThatCannotWork(_ configuration: JSONValue, _ pointer: String) throws {
        let refusal = try #require(try harness.refusal(configuration))
        #expect(refusal.status == ah_status(AH_E_INVALID_CONFIG))
        #expect(refusal.pointer == pointer)
    }

    @Test func saysThatAFileIsDamaged() async throws {
        try Data(repeating: 0x5A, count: 40_000).write(to: harness.file)
        for completion in [
            await (try harness.tool()).run(["query": "apples"]), await (try harness.tool()).health(),
            await (try harness.tool()).ingest(RAGToolHarness.document("a", ["Apples."])),
        ] {
            #expect(completion.has(AH_E_UNAVAILABLE))
            #expect(completion.message?.contains("damaged") == true)
        }
        // Moved away, as the message says, it is no more in the way.
        try FileManager.default.removeItem(at: harness.file)
        try await harness.ingest(["a": ["Apples are red."]])
        #expect(try await harness.found("apples") == ["a"])
    }

    @Test func saysThatAFileIsDamagedInTheMiddle() async throws {
        try await harness.ingest(["a": (0..<400).map { "Apples of the sort \($0) are red and juicy." }])
        try IndexFileAccess(harness.file).run("PRAGMA wal_checkpoint(TRUNCATE)")
        let handle = try FileHandle(forUpdating: harness.file)
        try handle.seek(toOffset: 4096)
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: Int(size) - 4096))
        try handle.close()
        let other = try RAGToolHarness()
        try FileManager.default.copyItem(at: harness.file, to: other.file)
        let completion = await (try other.tool()).run(["query": "apples"])
        #expect(completion.has(AH_E_UNAVAILABLE))
        #expect(completion.message?.contains("damaged") == true)
    }

    @Test(arguments: [
        "CREATE TABLE customers (id); PRAGMA application_id = 7", "CREATE TABLE documents (id)",
        "PRAGMA application_id = 1095266921; PRAGMA user_version = 99",
    ])
    func leavesForeignFilesAlone(_ sql: String) async throws {
        let file = harness.file
        try IndexFileAccess(file).run(sql)
        let before = try Data(contentsOf: file)
        let completion = await (try harness.tool()).ingest(RAGToolHarness.document("a", ["Apples."]))
        #expect(completion.has(AH_E_UNAVAILABLE))
        #expect(completion.message?.contains("not one of this plugin's version") == true)
        #expect(try Data(contentsOf: file) == before)
    }

    @Test func saysThatThereIsNoFolder() async throws {
        let tool = try harness.host.instance(of: "RAG_SEARCH", ["collection": "a"], dataFolder: "/nowhere/at/all")
        let completion = await tool.run(["query": "apples"])
        #expect(completion.has(AH_E_UNAVAILABLE))
        #expect(completion.message?.contains("cannot be read or written") == true)
    }
}
