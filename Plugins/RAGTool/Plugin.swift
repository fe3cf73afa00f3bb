import PluginSDK

private let files = IndexFiles()

private let plugin = Plugin(
    id: "agenthub.rag", version: "1.0.0", needs: [.http, .embedding, .blobs, .caller, .dataFolder],
    types: [
        {
            var type = ToolType(
                id: "RAG_SEARCH", version: "1.0.0",
                description: "Finds passages of the tenant's documents by words and by meaning, with where they stand.",
                effects: [.blocking, .idempotent]
            ) { setup in
                guard let folder = setup.dataFolder else {
                    throw ToolError(.unavailable, "The host gives the plugin no folder for its index.")
                }
                let row = try RAGRow(setup.configuration)
                let settings = try RAGSettings(setup.settings)
                guard let server = settings.chroma else {
                    let file = files.file(at: folder + "/documents.sqlite", vectorBytes: settings.vectorBytes)
                    return RAGTool(row: row, index: EmbeddedIndex(file: file))
                }
                let file = files.file(
                    at: "\(folder)/chroma-\(server.identity.prefix(16)).sqlite",
                    vectorBytes: settings.vectorBytes)
                return RAGTool(
                    row: row, index: ChromaIndex(server: server, names: ChromaNames(scope: setup.scope), file: file))
            }
            type.configurationSchema = RAGRow.configurationSchema
            type.inputSchema = RAGRow.inputSchema
            type.defaultTimeoutMilliseconds = 10_000
            type.keepsKnowledge = true
            return type
        }()
    ])

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
