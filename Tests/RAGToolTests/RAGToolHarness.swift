import Foundation
import HubCore
import PluginABI
import Support

/// The built RAGTool behind a scripted host, with a folder of its own, for one test.
final class RAGToolHarness: Sendable {
    static let services: Set<String> = [
        AH_EXT_HOST_HTTP, AH_EXT_HOST_EMBEDDING, AH_EXT_HOST_BLOB, AH_EXT_HOST_CALLER,
    ]

    let host: ScriptedPluginHost
    let folder: URL
    /// The tenant.
    let scope: String
    /// What the operator sets.
    let settings: JSONValue?

    init(
        http: ScriptedHTTPService = ScriptedHTTPService(), services: Set<String> = services, scope: String = "scope-1",
        settings: JSONValue? = nil
    ) throws {
        self.scope = scope
        self.settings = settings
        host = try ScriptedPluginHost("RAGTool", http: http, services: services)
        folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-rag-\(ToolID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var file: URL { folder.appending(path: "documents.sqlite") }

    /// An instance. Instances share the folder, as those of one tenant do.
    func tool(_ configuration: JSONValue = ["collection": "handbook"]) throws -> ScriptedPluginInstance {
        try host.instance(of: "RAG_SEARCH", configuration, scope: scope, dataFolder: folder.path, settings: settings)
    }

    /// What the plugin says against a configuration; nil: nothing.
    func refusal(_ configuration: JSONValue) throws -> PluginRefusal? {
        do {
            _ = try tool(configuration)
            return nil
        } catch let refusal as PluginRefusal {
            return refusal
        }
    }

    /// Gives documents by id, one chunk for each text.
    func ingest(_ documents: KeyValuePairs<String, [String]>, collection: String = "handbook") async throws {
        let tool = try tool()
        for (id, chunks) in documents {
            let completion = await tool.ingest(Self.document(id, chunks, collection: collection))
            guard completion.has(AH_OK) else { throw IngestionFailure(text: completion.text) }
        }
    }

    struct IngestionFailure: Error { let text: String }

    static func document(
        _ id: String, _ chunks: [String], collection: String = "handbook", metadata: JSONValue = [:],
        principals: JSONValue = .null
    ) -> JSONValue {
        [
            "collection": .string(collection),
            "document": [
                "id": .string(id), "version": 1, "title": .string("Title of \(id)"), "language": .null,
                "metadata": metadata, "principals": principals,
            ],
            "chunks": .array(
                chunks.enumerated().map { index, text in
                    ["id": .string("\(index)"), "text": .string(text), "page": .int(index + 1), "heading": .null]
                }),
        ]
    }

    /// The ids of the documents that a question finds, the best first.
    func found(
        _ query: String, by tool: ScriptedPluginInstance? = nil, _ more: JSONObject = [:]
    ) async throws -> [String] {
        var input = more
        input["query"] = .string(query)
        let tool = try tool ?? self.tool(["collection": "handbook", "mode": "lexical", "top_k": 20])
        let completion = await tool.run(.object(input))
        guard completion.has(AH_OK) else { throw IngestionFailure(text: completion.text) }
        return completion.documents
    }
}

extension PluginCompletion {
    func has(_ status: Int) -> Bool { self.status == ah_status(status) }

    var passages: [JSONValue] { json?["passages"]?.arrayValue ?? [] }
    var documents: [String] { passages.compactMap { $0["document"]?.stringValue } }
    var mode: String? { json?["mode"]?.stringValue }
    var note: String? { json?["note"]?.stringValue }
}
