import HubCore

/// A row of the models' catalogue as JSON.
enum ModelCodec {
    static func json(_ model: LanguageModel) -> JSONValue {
        var members: JSONObject = [
            "id": .string(model.id.description), "name": .string(model.name),
            "provider": .string(model.provider.rawValue), "context_window": .int(model.contextWindow),
            "input": .number(JSONNumber(model.prices.input)), "output": .number(JSONNumber(model.prices.output)),
            "version": .int(model.version),
        ]
        members["owner"] = model.owner.map { .string($0.rawValue) }
        members["base_url"] = model.baseURL.map { .string($0) }
        members["cached_input"] = model.prices.cachedInput.map { .number(JSONNumber($0)) }
        members["prices_from"] = model.prices.from.map { .string($0) }
        return .object(members)
    }

    static func model(_ json: JSONValue) throws(ConfigurationCodecError) -> LanguageModel {
        let members = try JSONMembers(json, in: "model")
        let prices = TokenPrices(
            input: try members.integer("input"), output: try members.integer("output"),
            cachedInput: try members.optionalInt("cached_input").map { Int64($0) },
            from: try members.optionalText("prices_from"))
        return LanguageModel(
            id: try members.id("id"), owner: try members.optionalTenant("owner"), name: try members.text("name"),
            provider: try members.choice("provider"), baseURL: try members.optionalText("base_url"),
            contextWindow: try members.int("context_window"), prices: prices, version: try members.int("version"))
    }
}
