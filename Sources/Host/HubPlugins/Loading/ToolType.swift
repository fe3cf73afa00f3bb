import HubCore
import HubSchema

/// A tool type as its plugin describes it, checked.
final class ToolType: Sendable {
    /// Its place in the plugin's table.
    let index: Int
    let id: String
    let version: String
    let description: String
    let configSchema: CompiledSchema?
    /// Whether `config_schema` requires an endpoint of its row.
    let needsEndpoint: Bool
    let inputSchema: CompiledSchema?
    let outputSchema: CompiledSchema?
    let effects: ToolEffects
    /// Whether a call done twice does what it does once, so that one which its plugin did not survive may be tried again.
    let isIdempotent: Bool
    /// Whether its instances can be asked for their health; otherwise they are always well.
    let tellsHealth: Bool
    /// 0: as the host likes.
    let maximumConcurrency: Int
    /// For rows that name no time limit; nil: the host's.
    let defaultTimeout: Duration?

    init(
        index: Int, id: String, version: String, description: String, configSchema: CompiledSchema?,
        needsEndpoint: Bool, inputSchema: CompiledSchema?, outputSchema: CompiledSchema?, effects: ToolEffects,
        isIdempotent: Bool, tellsHealth: Bool, maximumConcurrency: Int, defaultTimeout: Duration?
    ) {
        self.index = index
        self.id = id
        self.version = version
        self.description = description
        self.configSchema = configSchema
        self.needsEndpoint = needsEndpoint
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.effects = effects
        self.isIdempotent = isIdempotent
        self.tellsHealth = tellsHealth
        self.maximumConcurrency = maximumConcurrency
        self.defaultTimeout = defaultTimeout
    }
}
