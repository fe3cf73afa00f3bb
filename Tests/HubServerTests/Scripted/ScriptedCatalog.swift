import HubCore
import Synchronization

/// What agents, tools and models have in common.
protocol CatalogRow: Sendable {
    associatedtype Key: Hashable & Sendable
    var id: Key { get }
    var owner: TenantID? { get }
    var name: String { get }
    var version: Int { get set }
}

extension Agent: CatalogRow {}
extension Tool: CatalogRow {}
extension LanguageModel: CatalogRow {}

/// Keeps rows in memory as the seams of agents, tools and models promise.
final class ScriptedCatalog<Row: CatalogRow>: Sendable {
    private let state: Mutex<[Row]>
    /// What a deletion is told to be in use by.
    let uses: [RowUse]
    /// What a creation or a change is told to name and not to be there.
    let missing: ConfigurationStoreError?

    init(_ rows: [Row] = [], uses: [RowUse] = [], missing: ConfigurationStoreError? = nil) {
        state = Mutex(rows)
        self.uses = uses
        self.missing = missing
    }

    var rows: [Row] { state.withLock { $0 } }

    func add(_ row: Row) throws {
        if let missing { throw missing }
        try state.withLock { rows in
            if rows.contains(where: { $0.owner == row.owner && $0.name == row.name }) {
                throw ConfigurationStoreError.conflict(field: "name")
            }
            rows.append(row)
        }
    }

    func replace(_ row: Row) throws -> Row {
        if let missing { throw missing }
        return try state.withLock { rows in
            guard let index = rows.firstIndex(where: { $0.id == row.id }) else { throw ConfigurationStoreError.gone }
            guard rows[index].version == row.version else { throw ConfigurationStoreError.stale }
            rows[index] = row
            rows[index].version += 1
            return rows[index]
        }
    }

    func remove(_ row: Row) throws {
        if !uses.isEmpty { throw ConfigurationStoreError.inUse(uses) }
        state.withLock { $0.removeAll { $0.id == row.id } }
    }

    func page(_ filter: RowFilter, _ limit: Int) -> [Row] {
        Array(
            rows.filter { row in
                (filter.visibleTo == nil || row.owner == nil || row.owner == filter.visibleTo)
                    && (filter.name == nil || row.name == filter.name)
            }.prefix(limit))
    }

    func row(_ id: Row.Key, visibleTo tenant: TenantID?) -> Row? {
        rows.first { $0.id == id && (tenant == nil || $0.owner == nil || $0.owner == tenant) }
    }
}

extension ScriptedCatalog: AgentStore where Row == Agent {
    func create(_ agent: Agent, by author: ConfigurationAuthor) async throws { try add(agent) }
    func update(_ agent: Agent, by author: ConfigurationAuthor) async throws -> Agent { try replace(agent) }
    func delete(_ agent: Agent, by author: ConfigurationAuthor) async throws { try remove(agent) }
    func agents(_ filter: RowFilter, _ page: RowPage<AgentID>) async throws -> [Agent] { self.page(filter, page.limit) }
    func agent(_ id: AgentID, visibleTo tenant: TenantID?) async throws -> Agent? { row(id, visibleTo: tenant) }
}

extension ScriptedCatalog: ToolStore where Row == Tool {
    func create(_ tool: Tool, by author: ConfigurationAuthor) async throws { try add(tool) }
    func update(_ tool: Tool, by author: ConfigurationAuthor) async throws -> Tool { try replace(tool) }
    func delete(_ tool: Tool, by author: ConfigurationAuthor) async throws { try remove(tool) }
    func tools(_ filter: RowFilter, _ page: RowPage<ToolID>) async throws -> [Tool] { self.page(filter, page.limit) }
    func tool(_ id: ToolID, visibleTo tenant: TenantID?) async throws -> Tool? { row(id, visibleTo: tenant) }
}

extension ScriptedCatalog: LanguageModelStore where Row == LanguageModel {
    func create(_ model: LanguageModel, by author: ConfigurationAuthor) async throws { try add(model) }
    func update(_ model: LanguageModel, by author: ConfigurationAuthor) async throws -> LanguageModel {
        try replace(model)
    }
    func delete(_ model: LanguageModel, by author: ConfigurationAuthor) async throws { try remove(model) }
    func models(_ filter: RowFilter, _ page: RowPage<ModelID>) async throws -> [LanguageModel] {
        self.page(filter, page.limit)
    }
    func model(_ id: ModelID, visibleTo tenant: TenantID?) async throws -> LanguageModel? {
        row(id, visibleTo: tenant)
    }
}
