import FoundationEssentials
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/llm-models`.
struct ModelRoutes {
    private typealias Call = OperationCall<AdminContext>

    let models: any LanguageModelStore
    let changes: any ConfigurationAnnouncer
    let now: @Sendable () -> Date

    private static let named = QueryParameter<String>.text("name", "Only the rows of this name.", maximum: 200)
    private static let provider = QueryParameter<ModelProviderKind>(
        "provider", ["enum": .strings(ModelProviderKind.allCases.map(\.rawValue))], "Only models of this provider.",
        rule: "one of " + ModelProviderKind.allCases.map(\.rawValue).joined(separator: ", "),
        parse: { ModelProviderKind(rawValue: $0) })
    private static let cursor = Paging.cursor(of: LanguageModel.self)

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "llm-models", id: "createModel", "Add a language model to the catalogue.", body: ModelBody.new,
                answers: [.created(ModelBody.answer, "The new row.")], refusals: [.conflict], isRepeatable: true,
                keepsAnswer: true, handler: create),
            Operation(
                .get, "llm-models", id: "listModels",
                "The models that the caller administers or may choose. To a tenant_admin the platform's come without "
                    + "`base_url`.",
                parameters: [
                    Paging.limit.description, Self.cursor.description, Self.named.description,
                    Self.provider.description, QueryParameter.tenant.description,
                ],
                answers: [.ok(ModelBody.page, "A page of rows, by id.")], refusals: [.notFound], handler: list),
            Operation(
                .get, "llm-models/{id}", id: "readModel",
                "One model; to a tenant_admin one of the platform's comes without `base_url`.",
                answers: [.ok(ModelBody.answer, "The row.", headers: ["ETag"])], refusals: [.notFound], handler: show),
            Operation(
                .patch, "llm-models/{id}", id: "changeModel",
                "Change what the body names. What changes nothing leaves the version as it is.",
                parameters: [EntityTag.ifMatch], body: ModelBody.patch,
                answers: [.ok(ModelBody.answer, "The row as it now stands.", headers: ["ETag"])],
                refusals: [.notFound, .conflict, .preconditionFailed], handler: change),
            Operation(
                .delete, "llm-models/{id}", id: "deleteModel", "Delete a model that no agent and no tenant names.",
                parameters: [EntityTag.ifMatch], answers: [.noContent("It is gone.")],
                refusals: [.notFound, .conflict, .preconditionFailed], handler: delete),
        ]
    }

    private func create(_ call: Call) async throws -> Response {
        var reader = call.body
        var model = LanguageModel(name: "", provider: .builtin)
        model.owner = call.context.owner(from: &reader)
        ModelBody.apply(&reader, to: &model, now: now())
        try reader.finish()
        let response = Response.created(
            json(model, for: call), version: model.version, at: "/api/admin/llm-models/\(model.id)")
        let author = try await call.author(answering: response)
        try await storage { try await models.create(model, by: author) }
        await changes.changed(model.owner)
        return response
    }

    private func list(_ call: Call) async throws -> Response {
        let filter = RowFilter(
            visibleTo: try call.context.visibility(narrowedTo: call.query.value(.tenant)),
            name: try call.query.value(Self.named), type: try call.query.value(Self.provider)?.rawValue)
        let page = try call.page(Self.cursor)
        let rows = try await storage { try await models.models(filter, page) }
        return .json(
            Paging.body("models", rows, limit: try call.limit, cursor: \.id.description) {
                json($0, for: call)
            })
    }

    private func show(_ call: Call) async throws -> Response {
        let model = try await model(call)
        return .row(json(model, for: call), version: model.version)
    }

    private func change(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let old = try await model(call)
            var model = old
            try call.context.requireRight(to: model.owner)
            try EntityTag.check(call.request, admits: model.version)
            var reader = call.body
            ModelBody.apply(&reader, to: &model, now: now())
            try reader.finish()
            let before = json(old, for: call)
            if json(model, for: call).isSame(as: before) { return .row(before, version: old.version) }
            let changed = try await storage { try await models.update(model, by: call.context.author) }
            await changes.changed(changed.owner)
            return .row(json(changed, for: call), version: changed.version)
        }
    }

    private func delete(_ call: Call) async throws -> Response {
        try await retryingStale(call) {
            let model = try await model(call)
            try call.context.requireRight(to: model.owner)
            try EntityTag.check(call.request, admits: model.version)
            try await storage { try await models.delete(model, by: call.context.author) }
            await changes.changed(model.owner)
            return Response(status: .noContent)
        }
    }

    private func json(_ model: LanguageModel, for call: Call) -> JSONValue {
        ModelBody.json(model, for: call.context, now: now())
    }

    private func model(_ call: Call) async throws -> LanguageModel {
        let id: ModelID = try call.id("model")
        let model = try await storage { try await models.model(id, visibleTo: call.context.visibility) }
        guard let model else { throw Problem.notFound("model") }
        return model
    }
}
