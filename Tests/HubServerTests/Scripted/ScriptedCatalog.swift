import HubCore
import Synchronization

/// What agents, tools and models have in common.
protocol CatalogRow: Sendable {
    associatedtype Key: Hashable & Sendable
    var id: Key { get }
    var owner: TenantID? { get }
    var name: String { get }
    var version: Int { get set }
    /// nil: rows of the table cannot be disabled.
    var isOn: Bool? { get }
    var kind: String? { get }
}

extension Agent: CatalogRow {
    var isOn: Bool? { isEnabled }
    var kind: String? { nil }
}

extension Tool: CatalogRow {
    var isOn: Bool? { isEnabled }
    var kind: String? { type }
}

extension LanguageModel: CatalogRow {
    var isOn: Bool? { nil }
    var kind: String? { provider.rawValue }
}

/// Keeps rows in memory as the seams of agents, tools and models promise.
final class ScriptedCatalog<Row: CatalogRow>: Sendable {
    private let state: Mutex<[Row]>
    /// What a deletion is told to be in use by.
    let uses: [RowUse]
    /// What a creation or a change is told to name and not to be there.
    let missing: ConfigurationStoreError?
    /// Where the answers of creations are kept.
    let idempotency: ScriptedIdempotency?
    private let asked = Mutex<[(filter: RowFilter, limit: Int)]>([])
    private let toolLists = Mutex<[ToolListChange]>([])
    private let reloaded = Mutex<[TenantID?]>([])

    init(
        _ rows: [Row] = [], uses: [RowUse] = [], missing: ConfigurationStoreError? = nil,
        idempotency: ScriptedIdempotency? = nil
    ) {
        state = Mutex(rows)
        self.uses = uses
        self.missing = missing
        self.idempotency = idempotency
    }

    var rows: [Row] { state.withLock { $0 } }
    /// What listings asked for.
    var listings: [(filter: RowFilter, limit: Int)] { asked.withLock { $0 } }
    /// What changes of agents did to their tools.
    var toolListChanges: [ToolListChange] { toolLists.withLock { $0 } }
    /// Whose configurations were to be read anew.
    var reloads: [TenantID?] { reloaded.withLock { $0 } }

    func note(_ change: ToolListChange) { toolLists.withLock { $0.append(change) } }
    func note(reloadOf owner: TenantID?) { reloaded.withLock { $0.append(owner) } }

    func add(_ row: Row, by author: ConfigurationAuthor) throws {
        if let missing { throw missing }
        if let answer = author.answer { try idempotency?.keep(answer) }
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

    func page(_ filter: RowFilter, _ page: RowPage<Row.Key>) -> [Row] {
        asked.withLock { $0.append((filter, page.limit)) }
        return Array(
            rows.filter { row in
                filter.visibleTo.sees(row.owner)
                    && (filter.name == nil || row.name == filter.name)
                    && (filter.isEnabled == nil || row.isOn == filter.isEnabled)
                    && (filter.type == nil || row.kind == filter.type)
                    && (page.after.map { "\($0)" < "\(row.id)" } ?? true)
            }.sorted { "\($0.id)" < "\($1.id)" }.prefix(page.limit))
    }

    func row(_ id: Row.Key, visibleTo reader: RowReader) -> Row? {
        rows.first { $0.id == id && reader.sees($0.owner) }
    }
}

extension ScriptedCatalog: AgentStore where Row == Agent {
    func create(_ agent: Agent, by author: ConfigurationAuthor) async throws { try add(agent, by: author) }
    func update(_ agent: Agent, tools: ToolListChange, by author: ConfigurationAuthor) async throws -> Agent {
        note(tools)
        return try replace(agent)
    }
    func reload(_ owner: TenantID?, by author: ConfigurationAuthor) async throws { note(reloadOf: owner) }
    func delete(_ agent: Agent, by author: ConfigurationAuthor) async throws { try remove(agent) }
    func agents(_ filter: RowFilter, _ page: RowPage<AgentID>) async throws -> [Agent] { self.page(filter, page) }
    func agent(_ id: AgentID, visibleTo reader: RowReader) async throws -> Agent? { row(id, visibleTo: reader) }
}

extension ScriptedCatalog: ToolStore where Row == Tool {
    func create(_ tool: Tool, by author: ConfigurationAuthor) async throws { try add(tool, by: author) }
    func update(_ tool: Tool, by author: ConfigurationAuthor) async throws -> Tool { try replace(tool) }
    func delete(_ tool: Tool, by author: ConfigurationAuthor) async throws { try remove(tool) }
    func tools(_ filter: RowFilter, _ page: RowPage<ToolID>) async throws -> [Tool] { self.page(filter, page) }
    func tool(_ id: ToolID, visibleTo reader: RowReader) async throws -> Tool? { row(id, visibleTo: reader) }
}

extension ScriptedCatalog: LanguageModelStore where Row == LanguageModel {
    func create(_ model: LanguageModel, by author: ConfigurationAuthor) async throws { try add(model, by: author) }
    func update(_ model: LanguageModel, by author: ConfigurationAuthor) async throws -> LanguageModel {
        try replace(model)
    }
    func delete(_ model: LanguageModel, by author: ConfigurationAuthor) async throws { try remove(model) }
    func models(_ filter: RowFilter, _ page: RowPage<ModelID>) async throws -> [LanguageModel] {
        self.page(filter, page)
    }
    func model(_ id: ModelID, visibleTo reader: RowReader) async throws -> LanguageModel? {
        row(id, visibleTo: reader)
    }
}

extension RowReader {
    func sees(_ owner: TenantID?) -> Bool { tenant == nil || owner == nil || owner == tenant }
}
