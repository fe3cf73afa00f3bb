import PluginABI

/// Reads the table of a type that keeps documents, and checks all of it.
enum KnowledgeInspection {
    /// nil: the type keeps none.
    static func table(of type: PluginTables.TypeEntry, id: String) throws(PluginRefusal) -> KnowledgeTable? {
        guard let pointer = type.table.ext?(nil, AH_EXT_KNOWLEDGE) else { return nil }
        guard UInt(bitPattern: pointer) % UInt(MemoryLayout<ah_knowledge>.alignment) == 0 else {
            throw PluginRefusal(
                "has a table of \(AH_EXT_KNOWLEDGE) in the tool type \(id) at an address where none can be")
        }
        // SAFETY: the id names the table's type, and tables of plugins are immortal.
        let table = pointer.assumingMemoryBound(to: ah_knowledge.self)
        let size = PluginTables.size(of: table)
        guard size >= AH_SIZE_1_0_KNOWLEDGE else {
            throw PluginRefusal(
                "has a table of \(size) bytes for \(AH_EXT_KNOWLEDGE) in the tool type \(id); it has \(AH_SIZE_1_0_KNOWLEDGE)"
            )
        }
        let copy = PluginTables.copy(table, into: ah_knowledge(), bytes: size)
        for (name, isThere) in [
            ("ingest", copy.ingest != nil), ("remove", copy.remove != nil), ("collections", copy.collections != nil),
        ] where !isThere {
            throw PluginRefusal("has no function \(name) in \(AH_EXT_KNOWLEDGE) of the tool type \(id)")
        }
        return KnowledgeTable(table: copy)
    }
}

/// The functions of a type that keeps documents; none is missing.
// SAFETY: immutable; the functions are immortal, as the ABI says.
struct KnowledgeTable: @unchecked Sendable {
    let table: ah_knowledge
}
