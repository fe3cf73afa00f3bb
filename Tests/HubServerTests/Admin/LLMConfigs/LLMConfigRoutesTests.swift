import HTTPTypes
import HubCore
import Testing

@testable import HubServer

@Suite struct LLMConfigRoutesTests {
    private static let path = "tenants/acme-corp/llm-configs"
    private let first = ModelID()
    private let second = ModelID()
    private let rows = ScriptedTenantRows()

    private func door(_ rows: ScriptedTenantRows? = nil) throws -> Door {
        try Door { services in
            services.stores.configurations = rows ?? self.rows
            services.sealer = ScriptedSealer()
        }
    }

    private func entry(_ model: ModelID, _ members: JSONObject = [:]) -> JSONValue {
        var members = members
        members["llm_model_id"] = .string(model.description)
        return .object(members)
    }

    private func keys() -> [String?] {
        rows.kept.configurations[Door.scope]?.models.map { $0.key?.token } ?? []
    }

    @Test func withoutAChoiceTheListIsEmpty() async throws {
        let answer = try await door().send(.get, Self.path, as: .own)
        #expect(answer.status == 200 && answer.headers[.eTag] == "\"0\"")
        #expect(
            answer.json == [
                "models": [], "supervisor_model_id": .null, "embedding_model_id": .null,
                "embedding_dimensions": .null, "allow_builtin": true, "version": 0,
            ])
    }

    @Test func aModelOfEmbeddingsIsChosenWithItsDimensions() async throws {
        let door = try door()
        let id = JSONValue.string(second.description)
        let made = try await door.send(
            .put, Self.path, as: .own,
            ["models": [entry(first)], "embedding_model_id": id, "embedding_dimensions": 1536])
        #expect(made.status == 200)
        #expect(made.json["embedding_model_id"] == id && made.json["embedding_dimensions"] == 1536)
        #expect(rows.kept.configurations[Door.scope]?.embedding == .init(model: second, dimensions: 1536))
        for body: JSONValue in [
            ["models": [], "embedding_model_id": id], ["models": [], "embedding_dimensions": 8],
            ["models": [], "embedding_model_id": id, "embedding_dimensions": 0],
        ] {
            let refused = try await door.send(.put, Self.path, as: .own, body)
            #expect(refused.status == 422 && refused.pointers == ["/embedding_dimensions"])
        }
        // A choice without it takes it back.
        let taken = try await door.send(.put, Self.path, as: .own, ["models": [entry(first)]])
        #expect(taken.json["embedding_model_id"] == .null && taken.json["embedding_dimensions"] == .null)
    }

    @Test(arguments: [Door.Person.own, .platform])
    func keysAreSealedKeptReplacedAndClearedAndNeverShown(person: Door.Person) async throws {
        let door = try door()
        let models: JSONValue = [
            entry(first, ["api_key": "swordfish", "rpm": 500, "tpm": 200_000]), entry(second, ["api_key": "tench"]),
        ]
        let made = try await door.send(
            .put, Self.path, as: person, ["models": models, "supervisor_model_id": .string(second.description)])
        #expect(made.status == 200 && made.headers[.eTag] == "\"1\"")
        #expect(keys() == ["sealed swordfish", "sealed tench"])
        #expect(made.json["models"]?.arrayValue?.map { $0["api_key_set"] } == [true, true])
        #expect(made.json["supervisor_model_id"] == .string(second.description))

        let changed = try await door.send(
            .put, Self.path, as: person,
            ["models": [entry(second, ["api_key": .null]), entry(first)], "allow_builtin": false])
        #expect(changed.status == 200)
        #expect(keys() == [nil, "sealed swordfish"])
        #expect(changed.json["models"]?.arrayValue?.map { $0["api_key_set"] } == [false, true])
        #expect(changed.json["allow_builtin"] == false)

        let read = try await door.send(.get, Self.path, as: person)
        #expect(read.json == changed.json)
        for answer in [made, changed, read] {
            #expect(!answer.text.contains("swordfish") && !answer.text.contains("sealed"))
        }
        #expect(door.announcer.scopes == [Door.scope, Door.scope])
    }

    @Test func aKeyDoesNotOutliveItsEntry() async throws {
        let door = try door()
        for models: JSONValue in [[entry(first, ["api_key": "swordfish"])], [], [entry(first)]] {
            #expect(try await door.send(.put, Self.path, as: .own, ["models": models]).status == 200)
        }
        #expect(keys() == [nil])
    }

    @Test func aLostUpdateIsRefused() async throws {
        let door = try door()
        let body: JSONValue = ["models": [entry(first)]]
        #expect(try await door.send(.put, Self.path, as: .own, body, ifMatch: "\"1\"").status == 412)
        #expect(try await door.send(.put, Self.path, as: .own, body, ifMatch: "\"0\"").status == 200)
        #expect(try await door.send(.put, Self.path, as: .own, body, ifMatch: "\"0\"").status == 412)
        #expect(try await door.send(.put, Self.path, as: .own, body).headers[.eTag] == "\"2\"")
    }

    @Test func pointsAtWhatIsWrong() async throws {
        let door = try door()
        let wrong: JSONValue = [
            "models": [
                ["llm_model_id": "no id", "rpm": 0], entry(first, ["api_key": ""]), ["tpm": 5], entry(first, ["x": 1]),
            ],
            "supervisor_model_id": 7,
        ]
        let answer = try await door.send(.put, Self.path, as: .own, wrong)
        #expect(answer.status == 422)
        #expect(
            Set(answer.pointers) == [
                "/models/0/llm_model_id", "/models/0/rpm", "/models/1/api_key", "/models/2/llm_model_id", "/models/3/x",
                "/supervisor_model_id",
            ])
        let twice = try await door.send(.put, Self.path, as: .own, ["models": [entry(first), entry(first)]])
        #expect(twice.status == 422 && twice.pointers == ["/models"])
        #expect(try await door.send(.put, Self.path, as: .own, [:]).pointers == ["/models"])
    }

    @Test func pointsAtAModelThatTheTenantDoesNotSee() async throws {
        let unseen = ScriptedTenantRows(refusal: .missing(field: "llm_model_id", name: second.description))
        let answer = try await door(unseen).send(
            .put, Self.path, as: .own, ["models": [entry(first), entry(second)]])
        #expect(answer.status == 422 && answer.pointers == ["/models/1/llm_model_id"])
        let supervisor = ScriptedTenantRows(refusal: .missing(field: "supervisor_model_id", name: second.description))
        let other = try await door(supervisor).send(
            .put, Self.path, as: .own,
            ["models": [entry(first)], "supervisor_model_id": .string(second.description)])
        #expect(other.status == 422 && other.pointers == ["/supervisor_model_id"])
        let embedding = ScriptedTenantRows(refusal: .missing(field: "embedding_model_id", name: second.description))
        let third = try await door(embedding).send(
            .put, Self.path, as: .own,
            [
                "models": [entry(second)], "embedding_model_id": .string(second.description), "embedding_dimensions": 3,
            ])
        #expect(third.status == 422 && third.pointers == ["/embedding_model_id"])
    }

    @Test func aTenantThatIsNotThereHasNone() async throws {
        #expect(try await door().send(.get, "tenants/nobody/llm-configs", as: .platform).status == 404)
    }
}
