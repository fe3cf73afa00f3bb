import HubCore
import PluginABI

/// Types that keep documents: a document comes, is replaced, is listed and goes.
struct KnowledgeCheck: PluginCheck {
    let id = "knowledge"
    let group = CheckGroup.calls
    let promise = "agenthub.knowledge/1 takes documents in, lists and forgets them, and says so in the header's words"

    private static let configuration: JSONValue = ["auth": ["type": "none"]]

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        let types = session.plugin.types.filter { $0.table.ext?(nil, AH_EXT_KNOWLEDGE) != nil }
        for type in types {
            let instance: PluginInstance
            switch session.create(type, Self.configuration.bytes) {
            case .success(let made): instance = made
            case .failure(let refusal):
                bench.voice.find(
                    Finding(
                        "knowledge-config",
                        "create of \(type.id) refuses \(Self.configuration.text), which the host makes the instance that keeps documents with: \(refusal.words)"
                    ))
                continue
            }
            session.host.set(ServiceScript(delivery: .mixed, answers: .fine))
            try keep(instance, session)
            session.host.set(ServiceScript(delivery: .later, answers: .anything))
            for round in 0..<8 { _ = try call(.ingest, Self.document(round, chunks: round), instance, session) }
            for round in 0..<8 { _ = try call(.remove, Self.removal(round), instance, session) }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
        if types.isEmpty { throw .skip("no type keeps documents") }
    }

    private func keep(_ instance: PluginInstance, _ session: PluginSession) throws(CheckStop) {
        func expect(_ said: JSONValue?, _ member: String, _ value: JSONValue?, after what: String) {
            guard let said, said[member] == nil || value != nil && said[member] != value else { return }
            let words = value.map { "{\"\(member)\": \($0.text)}" } ?? "\"\(member)\""
            session.bench.voice.find(
                Finding(
                    "knowledge-result",
                    "\(instance.type.id) completes \(what) with \(said.text.prefix(300)); \(words) is expected"))
        }
        let first = try call(.ingest, Self.document(1, chunks: 3), instance, session)
        expect(first, "chunks", 3, after: "an ingest of three chunks")
        let second = try call(.ingest, Self.document(1, chunks: 2), instance, session)
        expect(second, "chunks", 2, after: "a second one of two")
        expect(try call(.collections, [:], instance, session), "collections", nil, after: "collections")
        expect(try call(.remove, Self.removal(1), instance, session), "removed", 1, after: "a remove of a document")
        expect(try call(.remove, Self.removal(1), instance, session), "removed", 0, after: "a remove of what is gone")
    }

    /// What it was completed with; nil: it failed, in good form.
    private func call(
        _ function: PluginSession.Function, _ request: JSONValue, _ instance: PluginInstance, _ session: PluginSession
    ) throws(CheckStop) -> JSONValue? {
        let record = try session.finish(session.submit(function, instance, request.bytes))
        guard let completion = record.completion, completion.status == ABIStatus.ok else { return nil }
        return try? JSONValue(parsing: completion.bytes)
    }

    private static func removal(_ number: Int) -> JSONValue {
        ["collection": "check", "document": .string("document-\(number)")]
    }

    private static func document(_ number: Int, chunks: Int) -> JSONValue {
        let texts: [JSONValue] = (0..<chunks).map { place in
            [
                "id": .string("chunk-\(place)"), "text": .string("The text of chunk \(place), tiếng Việt."),
                "page": .int(place + 1), "heading": .null, "metadata": [:],
            ]
        }
        return [
            "collection": "check",
            "document": [
                "id": .string("document-\(number)"), "version": 1, "title": "A document", "language": "en",
                "metadata": [:], "principals": number % 2 == 0 ? .null : ["user-check"],
            ],
            "chunks": .array(texts),
        ]
    }
}
