import HubCore

/// Opens the secrets that tenants' tool rows name.
struct RowCredentials {
    let secrets: any SecretStore
    let sealer: any SecretSealer

    /// Throws a `ToolFailure` where the tool's row names a secret that cannot be used, as a turn would meet it.
    func credential(of tool: Tool, in scope: TenantScope) async throws -> Secret? {
        switch tool.authorization {
        case .userJWT, .none: return nil
        case .credential(let text):
            guard let name = SecretName(text),
                let sealed = try await storage({ try await secrets.secret(named: name, of: scope) })
            else { throw ToolFailure(.authorization, "The tenant has no secret named \(text).") }
            do {
                return try sealer.open(sealed)
            } catch {
                throw ToolFailure(.authorization, "The tenant's secret \(text) cannot be opened by any master key.")
            }
        }
    }
}
