import FoundationEssentials
import HubCore

/// A model of the catalogue as REST reads and writes it.
enum ModelBody {
    static let name = Field<String>.parsed(
        "name", "The name that its provider knows it by.", pattern: "^[!-~]{1,200}$",
        rule: "1 to 200 visible ASCII characters without a space",
        parse: { name in
            (1...200).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? name : nil
        })
    static let provider = Field<ModelProviderKind>.word(
        "provider",
        "Whose wire format it speaks: `openai` is OpenAI's chat completions, which many servers speak; `builtin` is the "
            + "embedded model.")
    static let baseURL = Field.baseURL("base_url", "Where it is served; null: where its provider serves it.")
    static let window = Field.integer(
        "context_window", in: 1000...100_000_000, "Tokens of input and output together (128000).")
    static let prices = PriceFields.change(
        "prices",
        "Dollars a million tokens: an object sets those that hold from its day on, a list replaces the whole history. "
            + "Old usage keeps its price, and a day to come is waited for. Only the embedded model goes without: what "
            + "is not priced is not billed.")

    static let new = BodyShape(
        "NewModel", required: ["name", "provider"],
        [
            name.description, OwnerField.field.description, provider.description, baseURL.description,
            window.description, prices.description,
        ],
        example: [
            "name": "gpt-4o-mini", "provider": "openai", "context_window": 128_000,
            "prices": [
                "from": "2025-01-01", "per": 1_000_000, "currency": "USD", "input": "0.15", "output": "0.60",
                "cached_input": "0.075",
            ],
        ])
    static let patch = new.patch(
        "ModelPatch", without: [OwnerField.field.name],
        example: ["prices": ["from": "2026-01-01", "input": "0.12", "output": "0.48"]])

    /// Changes what the body names, and notes what is wrong with the row as it would stand.
    static func apply(_ reader: inout BodyReader, to model: inout LanguageModel, now: Date) {
        reader.set(&model.name, name)
        reader.set(&model.provider, provider)
        reader.set(&model.baseURL, baseURL)
        reader.set(&model.contextWindow, window, default: 128_000)
        if let change = reader.value(prices) {
            if !change.apply(to: &model.prices) {
                reader.note(prices.name, "may have \(PriceFields.maximum) days at the most.")
            }
        } else if reader.has(prices) {
            model.prices = .free
        }
        guard reader.problems.isEmpty else { return }
        switch model.provider {
        case .builtin:
            if model.baseURL != nil { reader.note(baseURL.name, "is not for the embedded model, which calls nobody.") }
        case .openAI, .anthropic, .gemini, .openRouter:
            if !model.isPriced {
                reader.note(prices.name, "is required, \"0\" where it costs nothing: what is not priced is not billed.")
            } else if reader.has(prices), let first = model.prices.prices.first, first.from > now.utcDay {
                reader.note(prices.name, "must hold from today or earlier on; others may follow on days to come.")
            }
        }
    }

    /// As the caller may see it.
    static func json(_ model: LanguageModel, for context: AdminContext, now: Date) -> JSONValue {
        let isWhole = context.seesWhole(rowOf: model.owner)
        return [
            "id": .string(model.id.description), "tenant_id": model.owner.map { .string($0.rawValue) } ?? .null,
            "name": .string(model.name), "provider": .string(model.provider.rawValue),
            "base_url": isWhole ? model.baseURL.map(JSONValue.string) ?? .null : .null,
            "context_window": .int(model.contextWindow),
            "prices": model.prices.prices(on: now.utcDay)?.json ?? .null,
            "price_history": .array(model.prices.prices.map(\.json)), "version": .int(model.version),
        ]
    }

    static let answer = AnswerShape(
        "Model",
        RowSchema.of(
            new,
            with: [
                "prices": [
                    "anyOf": [.object(PriceFields.shape.schema), ["type": "null"]],
                    "description": "Those in force today (UTC), in dollars a million tokens.",
                ],
                "price_history": [
                    "type": "array", "items": .object(PriceFields.shape.schema),
                    "description": "All, those to come included, the earliest day first.",
                ],
            ]),
        example: [
            "id": "019aab4e-8b1f-7d52-a1c4-3e9f7a6b5c10", "tenant_id": .null, "name": "gpt-4o-mini",
            "provider": "openai", "base_url": .null, "context_window": 128_000,
            "prices": [
                "from": "2025-01-01", "per": 1_000_000, "currency": "USD", "input": "0.15", "output": "0.60",
                "cached_input": "0.075",
            ],
            "price_history": [
                [
                    "from": "2025-01-01", "per": 1_000_000, "currency": "USD", "input": "0.15", "output": "0.60",
                    "cached_input": "0.075",
                ]
            ],
            "version": 1,
        ])
    static let page = AnswerShape(
        "ModelPage", Paging.schema("models", of: answer), example: ["models": [answer.example], "next": .null])
}
