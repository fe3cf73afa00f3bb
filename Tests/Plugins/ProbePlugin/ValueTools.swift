import PluginSDK

/// Gives back its arguments, written anew.
struct EchoTool: Tool {
    func invoke(_ call: Call) { call.complete(with: call.input) }
}

/// Reads `text` as JSON: `{"value": …}` with what it is, or `{"error": …}`; with `pointer` also what that leads to, as text.
struct ParseTool: Tool {
    func invoke(_ call: Call) throws {
        let text = Array((call.input["text"]?.stringValue ?? "").utf8)
        do {
            var members = [JSONMember("value", try JSON(parsing: text))]
            let document = try JSONDocument(text)
            members.append(JSONMember("root", .string(String(decoding: document.bytes, as: UTF8.self))))
            if let text = call.input["pointer"]?.stringValue {
                guard let pointer = JSONPointer(text) else { throw ToolError(.invalidInput, "no pointer: \(text)") }
                let slice = document[pointer].map { JSON.string(String(decoding: $0, as: UTF8.self)) }
                members.append(JSONMember("slice", slice ?? .null))
            }
            call.complete(with: .object(members))
        } catch let error as JSONError {
            call.complete(with: ["error": .string(error.reason), "offset": .number(JSONNumber(error.offset))])
        }
    }
}

/// Throws what `kind` names.
struct ThrowingTool: Tool {
    private struct Foreign: Error { let secret = "hunter2" }

    func invoke(_ call: Call) throws {
        switch call.input["kind"]?.stringValue {
        case "tool": throw ToolError(.rateLimited, "Not so fast.", details: ["wait": 3])
        case "configuration": throw ConfigurationProblem(at: "/x", "The row is wrong.")
        case "large": call.complete(with: .string(String(repeating: "x", count: 102_399)))
        case "late":
            call.complete(with: 1)
            throw ToolError(.internal, "Thrown after the completion.")
        case _: throw Foreign()
        }
    }

    func health(_ call: Call) throws { throw ToolError(.unavailable, "Not well.") }
}

/// Says what it was made from; refuses a configuration with `refuse` in it.
struct SetupTool: Tool {
    private let setup: ToolSetup

    init(_ setup: ToolSetup) throws {
        switch setup.configuration["refuse"]?.stringValue {
        case "problem": throw ConfigurationProblem(at: "/refuse", "It says refuse.")
        case "error": throw ToolError(.unsupported, "It cannot be done.")
        case _: self.setup = setup
        }
    }

    func invoke(_ call: Call) {
        call.complete(with: [
            "configuration": setup.configuration, "scope": .string(setup.scope), "row": .string(setup.row),
            "version": .number(JSONNumber(setup.version)), "data": setup.dataFolder.map { .string($0) } ?? .null,
            "settings": setup.settings,
        ])
    }
}

/// Plays events against a breaker: `{"at": seconds, "do": "admit" | "success" | "failure" | "unknown", "of": "probe"}`.
struct BreakerTool: Tool {
    func invoke(_ call: Call) throws {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(5))
        var answers: [JSON] = []
        for event in call.input["events"]?.arrayValue ?? [] {
            let now = MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(event["at"]?.numberValue?.intValue ?? 0))
            let admission: CircuitBreaker.Admission = event["of"]?.stringValue == "probe" ? .probe : .regular
            switch event["do"]?.stringValue {
            case "admit":
                switch breaker.admit(at: now) {
                case .regular: answers.append("regular")
                case .probe: answers.append("probe")
                case nil: answers.append("refused")
                }
            case "success": breaker.record(.success, of: admission, at: now)
            case "failure": breaker.record(.failure, of: admission, at: now)
            case "unknown": breaker.record(.unknown, of: admission, at: now)
            case _: throw ToolError(.invalidInput, "An event does nothing that a breaker knows.")
            }
        }
        call.complete(with: ["answers": .array(answers), "idle": .bool(breaker.isIdle)])
    }
}
