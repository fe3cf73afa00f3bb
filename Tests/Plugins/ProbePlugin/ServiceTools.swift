import PluginSDK

/// Asks the host's services for what `do` names.
struct ServiceTool: Tool {
    func invoke(_ call: Call) throws {
        let name = call.input["name"]?.stringValue ?? ""
        let (offset, length) = (
            call.input["offset"]?.numberValue?.intValue ?? 0, call.input["length"]?.numberValue?.intValue ?? 100
        )
        switch call.input["do"]?.stringValue {
        case "space":
            call.complete(
                with: call.embedding.space.map {
                    ["model": .string($0.model), "dimensions": .number(JSONNumber($0.dimensions))]
                } ?? .null)
        case "embed":
            let texts = call.input["texts"]?.arrayValue?.compactMap(\.stringValue) ?? []
            call.embedding.embed(texts, for: .query) { answer in
                call.complete { .array(try answer.get().map(Self.numbers)) }
            }
        case "read":
            call.blobs.read(name, offset: offset, length: length) { answer in
                call.complete { .string(String(decoding: try answer.get(), as: UTF8.self)) }
            }
        case "wait":
            let bytes = try call.blobs.readWaiting(name, offset: offset, length: length)
            call.complete(with: .string(String(decoding: bytes, as: UTF8.self)))
        case "who": call.complete(with: call.principals.map { .array($0.map { .string($0) }) } ?? .null)
        case "secret":
            call.credentials.with(name) {
                $0.count
            } completion: { answer in
                call.complete { ["bytes": .number(JSONNumber(try answer.get()))] }
            }
        case "resolve":
            call.egress.resolve(name, port: call.input["port"]?.numberValue?.intValue ?? 5432) { answer in
                call.complete { .array(try answer.get().map { .string($0) }) }
            }
        case _: throw ToolError(.invalidInput, "No service does that.")
        }
    }

    private static func numbers(_ vector: [Float]) -> JSON {
        // The tests' vectors are of whole numbers.
        .array(vector.map { .number(JSONNumber(Int($0))) })
    }
}

/// Keeps documents, or says of each request what it was.
struct KeepingTool: KnowledgeTool {
    func invoke(_ call: Call) { call.complete(with: ["searched": call.input]) }
    func ingest(_ call: Call) throws {
        guard call.input["collection"] != nil else { throw ToolError(.invalidInput, "There is no collection.") }
        call.complete(with: ["ingested": call.input])
    }
    func remove(_ call: Call) { call.complete(with: ["removed": call.input]) }
    func collections(_ call: Call) { call.complete(with: ["collections": call.input]) }
}
