import HTTPTypes
import HubCore
import HubEngine
import Hummingbird
import NIOCore

/// `/api/{tenant}/files`: what the caller's messages may name, and what tools made for the caller.
struct FileRoutes {
    private typealias Call = OperationCall<TenantContext>

    let services: UploadServices
    let tenants: any TenantStore
    var downloads = TenantPlaces.forDownloads()

    private static let cursor = Paging.cursor(of: StoredFile.self)

    var operations: [Operation<TenantContext>] {
        [
            Operation(
                .post, "files", id: "uploadFiles",
                "Upload files for messages to name. All are kept or none. Takes no Idempotency-Key: what comes twice is kept "
                    + "twice.",
                upload: FileShape.upload,
                answers: [
                    Answer(status: .created, text: "The files, in their order.", shape: FileShape.uploaded)
                ],
                refusals: [.conflict], bodyLimit: UploadLimits.request, handler: upload),
            Operation(
                .get, "files", id: "listFiles", "The caller's files, the latest first.",
                parameters: [Paging.limit.description, Self.cursor.description],
                answers: [.ok(FileShape.page, "A page of files.")], handler: list),
            Operation(
                .get, "files/{id}", id: "readFile",
                "What is known of one of the caller's files.",
                answers: [.ok(FileShape.file, "The file.")], refusals: [.notFound], handler: show),
            Operation(
                .get, "files/{id}/content", id: "downloadFile",
                "The bytes of one of the caller's files, to be saved under its name.",
                answers: [.ok(FileShape.content, "The file's bytes, with its own media type.")], refusals: [.notFound],
                handler: download),
            Operation(
                .delete, "files/{id}", id: "deleteFile", "Delete one of the caller's files for ever.",
                answers: [.noContent("It is gone; messages still show its name.")], refusals: [.notFound],
                handler: delete),
        ]
    }

    private func upload(_ call: Call) async throws -> Response {
        let caller = call.context.caller
        guard let tenant = try await storage({ try await tenants.tenant(caller.scope.tenant) }) else {
            throw ChatError.unknownTenant.problem
        }
        let intake = FileIntake(
            files: services.files, scope: caller.scope, user: caller.user, purpose: .chat,
            maximum: services.limits.file(.chat, of: tenant.settings.limits),
            quota: services.limits.storage(of: tenant.settings.limits), logger: call.context.logger)
        var reader = call.parts()
        try await reader.fields().finish()
        var kept: [StoredFile] = []
        do {
            while let part = try await reader.nextFile() {
                // A client need not call a picture of the clipboard anything.
                guard let name = FileName(part.filename ?? "file") else { throw FileRefusal.misnamed.problem }
                switch try await intake.take(&reader, named: name) {
                case .success(let file): kept.append(file)
                case .failure(let refusal): throw refusal.problem
                }
            }
        } catch {
            for file in kept { await intake.discard(file.id) }
            throw error
        }
        return .json(["files": .array(kept.map(FileShape.json))], status: .created)
    }

    private func list(_ call: Call) async throws -> Response {
        let limit = try call.limit
        let before = try call.query.value(Self.cursor)
        let caller = call.context.caller
        let files = try await storage {
            try await services.files.files(
                caller.scope, user: caller.user, purpose: .chat, before: before, limit: limit + 1)
        }
        return .json(Paging.body("files", files, limit: limit, cursor: \.id.description, json: FileShape.json))
    }

    private func show(_ call: Call) async throws -> Response { .json(FileShape.json(try await own(call))) }

    private func download(_ call: Call) async throws -> Response {
        let scope = call.context.caller.scope
        let place = try downloads.place(scope)
        let channel = call.context.channel
        return try await FileDownload(
            file: try await own(call), scope: scope, files: services.files, place: place,
            connection: ClientConnection(close: { channel?.close(promise: nil) })
        ).response()
    }

    private func delete(_ call: Call) async throws -> Response {
        let file = try await own(call)
        let existed = try await storage { try await services.files.remove(call.context.caller.scope, id: file.id) }
        guard existed else { throw Problem.notFound("file") }
        return Response(status: .noContent)
    }

    /// The file of the path. Of another user, or a document's, it is as one that is not there.
    private func own(_ call: Call) async throws -> StoredFile {
        let id: FileID = try call.id("file")
        let caller = call.context.caller
        let file = try await storage { try await services.files.file(caller.scope, id: id) }
        guard let file, file.user == caller.user, file.purpose == .chat else { throw Problem.notFound("file") }
        return file
    }
}
