import HubCore

/// A tenant's own choices as JSON: its models with their sealed keys, and the forms of its agents' answers.
enum ModelChoiceCodec {
    static func json(_ configuration: LLMConfiguration) -> JSONValue {
        var members: JSONObject = [
            "models": .array(configuration.models.map(json)), "allow_builtin": .bool(configuration.allowsBuiltin),
            "version": .int(configuration.version),
        ]
        members["supervisor"] = configuration.supervisorModel.map { .string($0.description) }
        members["embedding"] = configuration.embedding.map {
            ["model": .string($0.model.description), "dimensions": .int($0.dimensions)]
        }
        return .object(members)
    }

    static func configuration(_ json: JSONValue) throws(ConfigurationCodecError) -> LLMConfiguration {
        let members = try JSONMembers(json, in: "llm")
        return LLMConfiguration(
            models: try members.list("models", entry), supervisorModel: try members.optionalID("supervisor"),
            embedding: try members.optional("embedding", embedding), allowsBuiltin: try members.flag("allow_builtin"),
            version: try members.int("version"))
    }

    static func json(_ override: OutputOverride) -> JSONValue {
        var members: JSONObject = [
            "agent": .string(override.agent.description), "version": .int(override.version),
        ]
        members["output_format"] = override.outputFormat.map { .string($0.rawValue) }
        members["render"] = override.render
        return .object(members)
    }

    static func override(_ json: JSONValue) throws(ConfigurationCodecError) -> OutputOverride {
        let members = try JSONMembers(json, in: "override")
        return OutputOverride(
            agent: try members.id("agent"), outputFormat: try members.optionalChoice("output_format"),
            render: members.optionalValue("render"), version: try members.int("version"))
    }

    private static func embedding(_ json: JSONValue) throws(ConfigurationCodecError) -> LLMConfiguration.Embedding {
        let members = try JSONMembers(json, in: "llm embedding")
        return LLMConfiguration.Embedding(model: try members.id("model"), dimensions: try members.int("dimensions"))
    }

    private static func json(_ entry: LLMConfiguration.Entry) -> JSONValue {
        var members: JSONObject = ["model": .string(entry.model.description)]
        members["key"] = entry.key.map { .string($0.token) }
        members["requests"] = entry.requestsPerMinute.map(JSONValue.int)
        members["tokens"] = entry.tokensPerMinute.map(JSONValue.int)
        return .object(members)
    }

    private static func entry(_ json: JSONValue) throws(ConfigurationCodecError) -> LLMConfiguration.Entry {
        let members = try JSONMembers(json, in: "llm models")
        return LLMConfiguration.Entry(
            model: try members.id("model"), key: try members.optionalText("key").map(SealedSecret.init),
            requestsPerMinute: try members.optionalInt("requests"),
            tokensPerMinute: try members.optionalInt("tokens"))
    }
}
