import HubCore

/// Limits of tenants whose rows set none; nil: unlimited.
struct LimitSettings {
    var tenants: TenantLimits

    init(_ source: SettingSource) throws {
        func limit(_ setting: String, example: Int) throws -> Int? {
            try source.integer(setting, in: 1...1_000_000_000, example: example)
        }
        tenants = TenantLimits(
            requests: try limit("AGENTHUB_RPM", example: 6000), tokens: try limit("AGENTHUB_TPM", example: 2_000_000),
            userRequests: try limit("AGENTHUB_USER_RPM", example: 120),
            userTokens: try limit("AGENTHUB_USER_TPM", example: 100_000))
    }
}
