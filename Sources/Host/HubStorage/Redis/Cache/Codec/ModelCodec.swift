import HubCore

/// A row of the models' catalogue as JSON.
enum ModelCodec {
    static func json(_ model: LanguageModel) -> JSONValue {
        var members: JSONObject = [
            "id": .string(model.id.description), "name": .string(model.name),
            "provider": .string(model.provider.rawValue), "context_window": .int(model.contextWindow),
            "prices": PriceListRow.json(model.prices), "version": .int(model.version),
        ]
        members["owner"] = model.owner.map { .string($0.rawValue) }
        members["base_url"] = model.baseURL.map { .string($0) }
        return .object(members)
    }

    static func model(_ json: JSONValue) throws(ConfigurationCodecError) -> LanguageModel {
        let members = try JSONMembers(json, in: "model")
        guard let prices = PriceListRow.prices(try members.value("prices")) else {
            throw .malformed("prices")
        }
        return LanguageModel(
            id: try members.id("id"), owner: try members.optionalTenant("owner"), name: try members.text("name"),
            provider: try members.choice("provider"), baseURL: try members.optionalText("base_url"),
            contextWindow: try members.int("context_window"), prices: prices, version: try members.int("version"))
    }
}
