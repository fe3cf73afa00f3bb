import PluginABI

/// A tool that searches documents which the host gives it. Each function completes its call like `invoke`; the call's input is
/// the request, as the ABI's `agenthub.knowledge/1` writes it.
public protocol KnowledgeTool: Tool {
    /// Adds a document, or replaces the one of its id: a search sees the old one or the new one, whole, also after a crash.
    /// Completed with `{"chunks": N}`.
    func ingest(_ call: Call) throws
    /// Forgets a document, or without one a collection. Completed with `{"removed": N}`.
    func remove(_ call: Call) throws
    /// Completed with `{"collections": [{"name", "documents", "chunks"}]}`.
    func collections(_ call: Call) throws
}

extension ToolType {
    /// Every type's instances answer by the same table; one whose tool keeps no knowledge says that it cannot.
    // SAFETY: filled here, then never written; never freed.
    nonisolated(unsafe) static let knowledgeTable: UnsafePointer<ah_knowledge> = Immortal.value(
        ah_knowledge(
            size: UInt32(MemoryLayout<ah_knowledge>.size),
            ingest: { Instance.knowledge($0, $1, $2) { try $0.ingest($1) } },
            remove: { Instance.knowledge($0, $1, $2) { try $0.remove($1) } },
            collections: { Instance.knowledge($0, $1, ah_bytes()) { try $0.collections($1) } }))
}
