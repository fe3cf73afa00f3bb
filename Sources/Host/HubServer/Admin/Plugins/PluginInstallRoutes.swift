import HTTPTypes
import HubCore
import Hummingbird

/// `POST /api/admin/plugins`.
struct PluginInstallRoutes {
    private typealias Call = OperationCall<AdminContext>

    /// Of the form around the file.
    private static let margin = 65_536

    let services: PluginServices
    let tenants: any TenantStore

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .post, "plugins", id: "installPlugin",
                "Install a plugin, or another release of one (platform_admin). It is loaded on trial in a process that is thrown "
                    + "away. Takes no Idempotency-Key: a file that comes twice is the release that is there.",
                upload: PluginBody.upload,
                answers: [
                    Answer(
                        status: .created, text: "The plugin with the release, and whom it serves.",
                        shape: Self.installed, headers: ["Location"])
                ], refusals: [.conflict], bodyLimit: services.maximum + Self.margin, handler: install)
        ]
    }

    private static let installed = AnswerShape(
        "InstalledPlugin",
        [
            "type": "object", "required": ["release", "plugin"],
            "properties": ["release": PluginShape.release.reference, "plugin": PluginShape.plugin.reference],
        ], parts: [PluginShape.release, PluginShape.plugin],
        example: ["release": PluginShape.release.example, "plugin": PluginShape.plugin.example])

    private func install(_ call: Call) async throws -> Response {
        try call.context.requirePlatformAdmin()
        guard let folder = services.uploadFolder else {
            throw Problem(
                .forbidden, "installing_is_off", "This server installs no plugins: AGENTHUB_PLUGIN_INSTALL is off.")
        }
        var reader = call.parts()
        var fields = try await reader.fields()
        let activation = fields.value(PluginBody.activation) ?? .none
        try fields.finish()
        let chosen: Set<TenantID>? = if case .tenants(let tenants) = activation { tenants } else { nil }
        try await tenants.require(chosen, at: "/\(PluginBody.activation.name)")
        let release = try await take(&reader, in: folder)
        try requireFreeTypes(of: release)
        try await storage { try await services.releases.add(release, by: call.context.author) }
        if activation != .none { try await activate(release, for: chosen, by: call.context.author) }
        guard let plugin = try await services.overviews().first(where: { $0.id == release.plugin }),
            let entry = plugin.releases.first(where: { $0.release.digest == release.digest })
        else { throw Problem.internalError.caused(by: "the release is not there") }
        var response = Response.json(
            ["release": PluginShape.json(entry), "plugin": PluginShape.json(plugin)], status: .created)
        response.headers[.location] = "/api/admin/plugins/\(release.plugin)"
        return response
    }

    /// The form's only file, looked at. Nothing of it is left where it came in, whatever becomes of it.
    private func take(_ reader: inout UploadReader, in folder: String) async throws -> PluginRelease {
        _ = try await reader.nextFile()
        let file = try await disk { try await IncomingFile.make(in: folder) }
        do {
            let release = try await take(&reader, into: file)
            await file.remove()
            return release
        } catch {
            await file.remove()
            throw error
        }
    }

    private func take(_ reader: inout UploadReader, into file: IncomingFile) async throws -> PluginRelease {
        var size = 0
        while let bytes = try await reader.nextBytes() {
            size += bytes.count
            guard size <= services.maximum else {
                throw Problem(
                    .contentTooLarge, "file_too_large",
                    "A plugin may have \(services.maximum) bytes at the most.")
            }
            try await disk { try await file.append(bytes) }
        }
        // The form is whole, and holds no second one.
        _ = try await reader.nextFile()
        if size == 0 { throw Problem.invalid("/file", "The file is empty.") }
        do throws(PluginProblem) {
            return try await services.deployer.stage(file.path)
        } catch {
            throw Problem.invalid("/file", error.message)
        }
    }

    /// Two plugins cannot offer one tool type: a row would not say whose it is.
    private func requireFreeTypes(of release: PluginRelease) throws {
        for status in services.deployer.statuses() where status.release.plugin != release.plugin {
            guard status.state == .serving || status.state == .draining,
                let type = status.release.types.first(where: release.types.contains)
            else { continue }
            throw Problem(
                .conflict, "type_taken", "The tool type \(type) is offered by the plugin \(status.release.plugin).")
        }
    }

    private func activate(
        _ release: PluginRelease, for tenants: Set<TenantID>?, by author: ConfigurationAuthor
    ) async throws {
        do {
            try await services.activate(release.digest, of: release.plugin, for: tenants, by: author)
        } catch let problem as Problem {
            throw Problem(
                problem.status, problem.code,
                "The release \(release.digest) is installed, and serves nobody more than before. \(problem.detail)",
                headers: problem.headers, leavesNothingBehind: false
            ).caused(by: problem.cause ?? problem.code)
        }
    }

    /// What goes wrong with the disk is no fault of the client's.
    private func disk<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let failure as IncomingFile.Failure {
            throw Problem.storageUnavailable.caused(by: "errno \(failure.code) of a plugin's upload")
        }
    }
}
