import HubCore
import PluginABI
import PluginCheckProbe

/// The same again and again.
struct LeakCyclesCheck: PluginCheck {
    let id = "leak-cycles"
    let group = CheckGroup.life
    let promise = "neither calls nor instances leave memory or descriptors behind"

    private static let batches = 8
    /// Batches in which caches fill.
    private static let warmUp = 3
    /// What is lost by an instance or a call for sure, in bytes.
    private static let threshold = 12

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        session.host.set(ServiceScript(delivery: .inline, answers: .fine))
        for type in session.plugin.types {
            let configuration = try session.makeInstance(of: type)
            session.destroy(configuration)
            try measure("instance", "create and destroy of \(type.id)", perBatch: 40, bench) { () throws(CheckStop) in
                session.destroy(try session.makeInstance(of: type))
            }
            try calls(type, session)
        }
        session.stop()
    }

    private func calls(_ type: PluginType, _ session: PluginSession) throws(CheckStop) {
        let bench = session.bench
        let instance = try session.makeInstance(of: type)
        var source = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
        // The same few inputs, so that a cache by input is full soon.
        let inputs = (0..<4).compactMap { _ in source.next(.plain)?.bytes }
        guard !inputs.isEmpty else { throw .skip("no input of \(type.id) could be made by its input_schema") }
        let begun = Monotonic.now()
        try session.finish(session.submit(.invoke, instance, inputs[0]))
        // One that takes long for a call would take minutes here; it is cancelled early, which must leave nothing behind either.
        let isSlow = Monotonic.now() - begun > 50_000_000
        var number = 0
        try measure("call", "calls of \(type.id)", perBatch: isSlow ? 4 : 100, bench) { () throws(CheckStop) in
            number += 1
            let deadline = Monotonic.after(milliseconds: isSlow ? 50 : session.patience(of: type))
            try session.finish(
                session.submit(
                    .invoke, instance, inputs[number % inputs.count], deadline: deadline,
                    told: isSlow || number % 25 == 1))
        }
        session.destroy(instance)
    }

    private func measure(
        _ unit: String, _ what: String, perBatch count: Int, _ bench: CheckBench, _ step: () throws(CheckStop) -> Void
    ) throws(CheckStop) {
        var (heap, files): ([Int], [Int]) = ([], [])
        for _ in 0..<Self.batches {
            for _ in 0..<count { try step() }
            heap.append(Int(cp_heap_bytes()))
            files.append(ProcessFacts().descriptors.count)
        }
        // What grows in every batch grows for ever; what a cache or an allocator keeps does not.
        let growth = zip(heap, heap.dropFirst()).map { $1 - $0 }.dropFirst(Self.warmUp)
        let least = growth.min() ?? 0
        if least >= Self.threshold * count {
            bench.voice.find(
                Finding(
                    "leak", "\(what) leave about \(least / count) bytes of memory behind for each \(unit)",
                    details: ["batches": .array(heap.map(JSONValue.int)), "of": .int(count)]))
        }
        let opened = zip(files, files.dropFirst()).map { $1 - $0 }.dropFirst(Self.warmUp)
        if let least = opened.min(), least > 0 {
            bench.voice.find(
                Finding("leak-descriptors", "\(what) leave descriptors open", details: ["in \(count)": .int(least)]))
        }
    }
}
