import HubCore
import PluginABI
import Synchronization

/// Extensions that a type does not have.
struct UnknownExtensionsCheck: PluginCheck {
    let id = "unknown-extensions"
    let group = CheckGroup.file
    let promise = "ext answers ids that it does not know with NULL, and the others with the same table each time"

    private static let unknown = [
        "", "agenthub.knowledge", "agenthub.knowledge/", "agenthub.knowledge/0", "agenthub.knowledge/2",
        "agenthub.knowledge/10", "agenthub.knowledge/1 ", "Agenthub.Knowledge/1", "agenthub.nothing/1",
        "agenthub.host.http/1", "com.example.check/1", "%s%n", "é/1", String(repeating: "x", count: 4096),
    ]
    private static let repetitions = 50

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            guard let ext = type.table.ext else { continue }
            for id in Self.unknown {
                bench.voice.at("ext of \(type.id) with the id \"\(id.prefix(64))\"")
                if ext(nil, id) != nil {
                    bench.voice.find(
                        Finding(
                            "extension-unknown", "ext of \(type.id) returns a table for an id that is not known",
                            details: ["id": .string(String(id.prefix(64)))]))
                }
            }
            bench.voice.at("ext of \(type.id) with the id \"\(AH_EXT_KNOWLEDGE)\"")
            askTogether(ext, of: type, bench)
            knowledge(ext(nil, AH_EXT_KNOWLEDGE), of: type, bench)
        }
        session.stop()
    }

    /// [any]: from several threads at once.
    private func askTogether(
        _ ext: @escaping @convention(c) (OpaquePointer?, UnsafePointer<CChar>?) -> UnsafeRawPointer?,
        of type: PluginType, _ bench: CheckBench
    ) {
        let answers = Monitor<(left: Int, all: Set<UInt>)>((left: 4, all: []))
        for _ in 0..<4 {
            bench.workers.run {
                var seen: Set<UInt> = []
                for _ in 0..<Self.repetitions { seen.insert(UInt(bitPattern: ext(nil, AH_EXT_KNOWLEDGE))) }
                answers.withLock { state in
                    state.left -= 1
                    state.all.formUnion(seen)
                }
                answers.broadcast()
            }
        }
        let all = answers.wait { state -> Monitor<(left: Int, all: Set<UInt>)>.Step<Set<UInt>> in
            state.left == 0 ? .done(state.all) : .wait
        }
        if all.count != 1 {
            bench.voice.find(
                Finding("extension-differs", "ext of \(type.id) does not return the same for an id each time"))
        }
    }

    private func knowledge(_ pointer: UnsafeRawPointer?, of type: PluginType, _ bench: CheckBench) {
        guard let pointer else { return }
        // SAFETY: the id names the table's type, and tables of plugins are immortal.
        let table = pointer.assumingMemoryBound(to: ah_knowledge.self)
        let copy = PluginTables.copy(table, into: ah_knowledge())
        let isWhole = copy.ingest != nil && copy.remove != nil && copy.collections != nil
        if PluginTables.size(of: table) < AH_SIZE_1_0_KNOWLEDGE || !isWhole {
            bench.voice.find(
                Finding(
                    "extension-table", "the table of \(AH_EXT_KNOWLEDGE) of \(type.id) is too small or lacks functions")
            )
        }
    }
}
