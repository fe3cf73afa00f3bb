import HubCore
import HubSchema

/// A tool type as its plugin describes it, checked.
struct ToolTypeDescriptor: Sendable {
    struct Flags: OptionSet, Sendable {
        let rawValue: UInt32
        static let blocking = Flags(rawValue: 1)
        static let idempotent = Flags(rawValue: 2)
        static let sideEffects = Flags(rawValue: 4)
    }

    /// Its place in the plugin's table.
    let index: Int
    let id: String
    let version: String
    let description: String
    let flags: Flags
    let configSchema: CompiledSchema?
    /// Whether `config_schema` requires an endpoint of its row.
    let needsEndpoint: Bool
    let inputSchema: CompiledSchema?
    let outputSchema: CompiledSchema?
    /// 0: as the host likes.
    let maximumConcurrency: Int
}
