import HTTPTypes
import HubCore
import HubEngine
import Hummingbird

/// `/api/admin/knowledge/upload` and what became of it.
struct KnowledgeUploadRoutes {
    private typealias Call = OperationCall<AdminContext>

    let services: UploadServices
    let tenants: any TenantStore

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "knowledge/upload", id: "uploadKnowledge",
                "Upload documents to a knowledge base. Each is there whole or not at all, and one that is refused leaves the "
                    + "others alone. A document of the same name is replaced once the new one is indexed. Takes no "
                    + "Idempotency-Key: what is sent again is `unchanged`, so an upload that broke off is sent again.",
                parameters: [TenantParameter.parameter.description], upload: KnowledgeBody.upload,
                answers: [
                    Answer(
                        status: .accepted, text: "What became of each file; reading and indexing follow.",
                        shape: KnowledgeShape.uploaded, headers: ["Location"])
                ], refusals: [.notFound], bodyLimit: UploadLimits.request, handler: upload),
            Operation(
                .get, "knowledge/jobs/{id}", id: "readKnowledgeJob", "How far an upload's documents have come.",
                parameters: [TenantParameter.parameter.description],
                answers: [.ok(KnowledgeShape.job, "The job.")], refusals: [.notFound], handler: show),
        ]
    }

    private func upload(_ call: Call) async throws -> Response {
        let tenant = try await call.chosenTenant(in: tenants)
        var reader = call.parts()
        let form = try await KnowledgeForm(&reader)
        let upload = KnowledgeUpload(
            services: services, form: form,
            job: KnowledgeJob(collection: form.collection, user: call.context.caller.user),
            intake: FileIntake(
                files: services.files, scope: TenantScope(tenant: tenant.id), user: call.context.caller.user,
                purpose: .knowledge, maximum: services.limits.file(.knowledge, of: tenant.settings.limits),
                quota: services.limits.storage(of: tenant.settings.limits), logger: call.context.logger),
            author: call.context.author)
        let items = try await upload.take(&reader)
        var response = Response.json(
            [
                "job_id": .string(upload.job.id.description),
                "documents": .array(items.map { KnowledgeShape.json($0, $1) }),
            ], status: .accepted)
        // Without it the job would be looked for among the rows of the token's tenant.
        let whose = tenant.id == call.context.caller.scope.tenant ? "" : "?tenant_id=\(tenant.id)"
        response.headers[.location] = "/api/admin/knowledge/jobs/\(upload.job.id)\(whose)"
        return response
    }

    private func show(_ call: Call) async throws -> Response {
        let scope = try await call.chosenScope(in: tenants)
        let id: JobID = try call.id("job")
        guard let job = try await storage({ try await services.knowledge.job(scope, id: id) }) else {
            throw Problem.notFound("job")
        }
        let documents = try await storage { try await services.knowledge.documents(scope, job: id) }
        return .json(KnowledgeShape.json(job, documents))
    }
}
