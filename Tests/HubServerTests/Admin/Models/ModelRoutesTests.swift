import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct ModelRoutesTests {
    private static let priced: JSONObject = [
        "name": "gpt-4o-mini", "provider": "openai",
        "prices": [
            "from": "2025-01-01", "per": 1_000_000, "currency": "USD", "input": "0.15", "output": "0.60",
            "cached_input": "0.075",
        ],
    ]

    private func door(_ models: ScriptedCatalog<LanguageModel>) throws -> Door {
        try Door { $0.stores.models = models }
    }

    @Test func pricesBecomeWholeNanodollarsAndComeBackAsTheyWere() async throws {
        let models = ScriptedCatalog<LanguageModel>()
        let door = try door(models)
        let answer = try await door.send(.post, "llm-models", as: .platform, .object(Self.priced))
        #expect(answer.status == 201)
        #expect(answer.headers[.eTag] == "\"1\"")
        let model = try #require(models.rows.first)
        #expect(answer.headers[.location] == "/api/admin/llm-models/\(model.id)")
        #expect(model.owner == nil)
        let prices = TokenPrices(
            input: 150_000_000, output: 600_000_000, cachedInput: 75_000_000, from: "2025-01-01")
        #expect(model.prices == PriceList([prices]))
        #expect(answer.json["prices"] == Self.priced["prices"])
        #expect(door.announcer.scopes == [nil])
    }

    @Test func anAdministratorsModelIsItsTenants() async throws {
        let models = ScriptedCatalog<LanguageModel>()
        let answer = try await door(models).send(.post, "llm-models", as: .own, .object(Self.priced))
        #expect(answer.status == 201 && answer.json["tenant_id"] == "acme-corp")
        #expect(models.rows.map(\.owner) == [Door.acme])
    }

    @Test(arguments: [
        ("0", 0), ("0.001", 1_000_000), ("15", 15_000_000_000), ("0.150000", 150_000_000), ("0.0375", 37_500_000),
        ("9999999.999999999", 9_999_999_999_999_999),
    ])
    func takesPricesInNanodollars(text: String, price: Int64) async throws {
        let models = ScriptedCatalog<LanguageModel>()
        var body = Self.priced
        body["prices"] = ["from": "2025-01-01", "input": .string(text), "output": "0"]
        #expect(try await door(models).send(.post, "llm-models", as: .platform, .object(body)).status == 201)
        #expect(models.rows.first?.prices.prices.map(\.input) == [price])
    }

    @Test(arguments: ["0.0000000001", "-1", "1e3", "01", ".5", "5.", "", "10000000", "free", " 1"])
    func refusesOtherPrices(text: String) async throws {
        var body = Self.priced
        body["prices"] = ["from": "2025-01-01", "input": .string(text), "output": "1"]
        let answer = try await Door().send(.post, "llm-models", as: .platform, .object(body))
        #expect(answer.status == 422 && answer.pointers == ["/prices/input"])
        #expect(answer.json["detail"]?.stringValue?.contains("nine decimals") == true)
    }

    private static func price(_ day: String, _ input: String) -> JSONValue {
        [
            "from": .string(day), "per": 1_000_000, "currency": "USD", "input": .string(input), "output": "1.00",
            "cached_input": .null,
        ]
    }

    /// Today is 2026-11-22.
    @Test func pricesHoldFromTheirDayOnAndTheirHistoryIsShown() async throws {
        let models = ScriptedCatalog<LanguageModel>()
        let door = try door(models)
        var body = Self.priced
        body["prices"] = Self.price("2025-01-01", "3.00")
        _ = try await door.send(.post, "llm-models", as: .own, .object(body))
        let path = "llm-models/\(try #require(models.rows.first).id)"
        func change(_ prices: JSONValue) async throws -> Door.Answer {
            try await door.send(.patch, path, as: .own, ["prices": prices])
        }
        let coming = try await change(Self.price("2026-11-23", "5.00"))
        #expect(coming.json["prices"] == Self.price("2025-01-01", "3.00"))
        #expect(
            coming.json["price_history"] == [Self.price("2025-01-01", "3.00"), Self.price("2026-11-23", "5.00")])
        #expect(coming.json["version"] == 2)
        let today = try await change(Self.price("2026-11-22", "4.00"))
        #expect(today.json["prices"] == Self.price("2026-11-22", "4.00"))
        let same = try await change(Self.price("2026-11-22", "4.50"))
        #expect(same.json["prices"] == Self.price("2026-11-22", "4.50"))
        #expect(same.json["price_history"]?.arrayValue?.count == 3)
        #expect(try await change(Self.price("2026-11-22", "4.50")).json["version"] == same.json["version"])
        let whole = try await change([Self.price("2026-11-22", "7.00"), Self.price("2024-01-01", "6.00")])
        #expect(
            whole.json["price_history"] == [Self.price("2024-01-01", "6.00"), Self.price("2026-11-22", "7.00")])
        let read = try await door.send(.get, path, as: .own)
        #expect(read.json == whole.json)
    }

    @Test(
        arguments: [
            (.null, "/prices"), ([], "/prices"), (price("2026-11-23", "1.00"), nil),
            ([price("2026-11-23", "1.00")], "/prices"),
            ([price("2025-01-01", "1.00"), price("2025-01-01", "2.00")], "/prices/1/from"),
            ([price("2025-01-01", "1.00"), ["from": "2026-01-01"]], "/prices/1/input"), ("0", "/prices"),
            (.array((0...100).map { price("\(1900 + $0)-01-01", "1.00") }), "/prices"),
        ] as [(JSONValue, String?)])
    func aModelIsNeverLeftWithoutPricesInForce(prices: JSONValue, pointer: String?) async throws {
        let history = PriceList([TokenPrices(input: 1, output: 1, from: "2025-01-01")])
        let row = LanguageModel(owner: Door.acme, name: "m", provider: .anthropic, prices: history)
        let models = ScriptedCatalog([row])
        let answer = try await door(models).send(.patch, "llm-models/\(row.id)", as: .own, ["prices": prices])
        #expect(answer.status == (pointer == nil ? 200 : 422), "\(answer.text)")
        if let pointer {
            #expect(answer.pointers.contains(pointer))
            #expect(models.rows == [row])
        }
    }

    @Test func aNewModelsPricesHoldAlready() async throws {
        var body = Self.priced
        body["prices"] = Self.price("2026-11-23", "1.00")
        let answer = try await Door().send(.post, "llm-models", as: .own, .object(body))
        #expect(answer.status == 422 && answer.pointers == ["/prices"])
    }

    /// Rows of an older database.
    @Test func anUnpricedRowIsChangedOnlyWithItsPrices() async throws {
        let row = LanguageModel(owner: Door.acme, name: "m", provider: .openAI)
        let door = try door(ScriptedCatalog([row]))
        let path = "llm-models/\(row.id)"
        let refused = try await door.send(.patch, path, as: .own, ["context_window": 8000])
        #expect(refused.status == 422 && refused.pointers == ["/prices"])
        let priced = try await door.send(
            .patch, path, as: .own, ["context_window": 8000, "prices": Self.price("2026-11-22", "0.00")])
        #expect(priced.status == 200 && priced.json["prices"] == Self.price("2026-11-22", "0.00"))
    }

    @Test(
        arguments: [
            ("per", 1000), ("currency", "EUR"), ("from", "2025-02-29"), ("from", .null), ("output", 0.6), ("more", 1),
        ] as [(String, JSONValue)])
    func pointsIntoWrongPrices(field: String, value: JSONValue) async throws {
        var prices = try #require(Self.priced["prices"]?.objectValue)
        prices[field] = value
        var body = Self.priced
        body["prices"] = .object(prices)
        let answer = try await Door().send(.post, "llm-models", as: .platform, .object(body))
        #expect(answer.status == 422 && answer.pointers == ["/prices/\(field)"])
    }

    @Test func aModelWithoutPricesIsRefusedUnlessItIsTheEmbeddedOne() async throws {
        let models = ScriptedCatalog<LanguageModel>()
        let door = try door(models)
        for provider in ModelProviderKind.allCases where provider != .builtin {
            let refused = try await door.send(
                .post, "llm-models", as: .own, ["name": "m", "provider": .string(provider.rawValue)])
            #expect(refused.status == 422 && refused.pointers == ["/prices"])
        }
        let builtin = try await door.send(.post, "llm-models", as: .own, ["name": "m", "provider": "builtin"])
        #expect(builtin.status == 201 && builtin.json["prices"] == .null)
        let id = try #require(models.rows.first?.id)
        let changed = try await door.send(.patch, "llm-models/\(id)", as: .own, ["provider": "openai"])
        #expect(changed.status == 422 && changed.pointers == ["/prices"])
    }

    @Test(arguments: [
        "https://models.example.com/v1", "http://127.0.0.1:11434", "http://[::1]:8080/v1/", "https://a.b/c%20d",
    ])
    func takesBaseURLs(url: String) async throws {
        var body = Self.priced
        body["base_url"] = .string(url)
        let answer = try await door(ScriptedCatalog()).send(.post, "llm-models", as: .own, .object(body))
        #expect(answer.status == 201 && answer.json["base_url"] == .string(url))
    }

    @Test(arguments: [
        "ftp://a.b", "https://user@a.b", "https://u:p@a.b/", "https://a.b?x=1", "https://a.b/#f", "a.b/v1", "https://",
        "https://a.b:0", "https://a.b:70000", "https://a b/", "https://a.b/\u{301}", "https://a.b\\c",
        "http://[d3d]", "http://[::1.2]",
    ])
    func refusesOtherBaseURLs(url: String) async throws {
        var body = Self.priced
        body["base_url"] = .string(url)
        let answer = try await Door().send(.post, "llm-models", as: .own, .object(body))
        #expect(answer.status == 422 && answer.pointers == ["/base_url"])
    }

    @Test func theEmbeddedModelHasNoURL() async throws {
        let answer = try await Door().send(
            .post, "llm-models", as: .own, ["name": "m", "provider": "builtin", "base_url": "https://a.b"])
        #expect(answer.status == 422 && answer.pointers == ["/base_url"])
    }

    @Test func aLostUpdateIsRefused() async throws {
        let row = LanguageModel(owner: Door.acme, name: "m", provider: .builtin, version: 3)
        let models = ScriptedCatalog([row])
        let door = try door(models)
        let path = "llm-models/\(row.id)"
        let stale = try await door.send(.patch, path, as: .own, ["context_window": 8000], ifMatch: "\"2\"")
        #expect(stale.status == 412 && stale.code == "stale")
        #expect(try await door.send(.delete, path, as: .own, ifMatch: "\"2\"").status == 412)
        let read = try await door.send(.get, path, as: .own)
        #expect(read.headers[.eTag] == "\"3\"")
        let changed = try await door.send(.patch, path, as: .own, ["context_window": 8000], ifMatch: "\"3\"")
        #expect(changed.status == 200 && changed.headers[.eTag] == "\"4\"")
        #expect(changed.json["context_window"] == 8000)
        #expect(try await door.send(.delete, path, as: .own, ifMatch: "\"4\"").status == 204)
        #expect(models.rows.isEmpty)
    }

    @Test func aModelInUseSaysWhere() async throws {
        let row = LanguageModel(name: "m", provider: .builtin)
        let models = ScriptedCatalog(
            [row],
            uses: [
                RowUse(kind: "agent", name: "AgentDebt", tenant: nil),
                RowUse(kind: "llm-config", name: "acme-corp", tenant: Door.acme),
            ])
        let answer = try await door(models).send(.delete, "llm-models/\(row.id)", as: .platform)
        #expect(answer.status == 409 && answer.code == "in_use")
        #expect(answer.json["detail"] == "It is in use by agent AgentDebt, llm-config acme-corp of acme-corp.")
    }

    @Test func aNameIsTakenOnce() async throws {
        let door = try door(ScriptedCatalog())
        #expect(try await door.send(.post, "llm-models", as: .own, .object(Self.priced)).status == 201)
        let again = try await door.send(.post, "llm-models", as: .own, .object(Self.priced))
        #expect(again.status == 409 && again.pointers == ["/name"])
        #expect(try await door.send(.post, "llm-models", as: .platform, .object(Self.priced)).status == 201)
    }

    @Test func listsWhatTheCallerMayChoose() async throws {
        let models = ScriptedCatalog([
            LanguageModel(name: "p", provider: .builtin),
            LanguageModel(owner: Door.acme, name: "a", provider: .builtin),
            LanguageModel(owner: Door.Person.rival.tenant, name: "r", provider: .builtin),
        ])
        func names(_ person: Door.Person, _ query: String = "") async throws -> [String?] {
            let answer = try await door(models).send(.get, "llm-models" + query, as: person)
            return answer.json["models"]?.arrayValue?.map { $0["name"]?.stringValue } ?? []
        }
        #expect(try await Set(names(.own)) == ["p", "a"])
        #expect(try await Set(names(.platform)) == ["p", "a", "r"])
        #expect(try await Set(names(.platform, "?tenant_id=rival")) == ["p", "r"])
        let wrong = try await door(models).send(.get, "llm-models?provider=nobody", as: .own)
        #expect(wrong.status == 422 && wrong.code == "invalid_query")
    }
}
