import Glibc
import HubCore

/// What may be used, of what.
struct LimitSettings {
    /// Of tenants whose rows set none; nil: unlimited.
    var tenants: TenantLimits
    /// Connections of clients at once; further ones wait to be taken.
    var connections: Int
    /// How long files that users attach are kept.
    var chatFileDays: Int

    init(_ source: SettingSource) throws {
        func limit(_ setting: String, example: Int) throws -> Int? {
            try source.integer(setting, in: 1...1_000_000_000, example: example)
        }
        tenants = TenantLimits(
            requests: try limit("AGENTHUB_RPM", example: 6000), tokens: try limit("AGENTHUB_TPM", example: 2_000_000),
            userRequests: try limit("AGENTHUB_USER_RPM", example: 120),
            userTokens: try limit("AGENTHUB_USER_TPM", example: 100_000))
        connections =
            try source.integer("AGENTHUB_MAX_CONNECTIONS", in: 1...1_000_000, example: 20_000)
            ?? Self.usualConnections
        chatFileDays = try source.integer("AGENTHUB_CHAT_FILE_DAYS", in: 1...36_500, example: 90) ?? 90
    }

    /// Three quarters of the files that the process may open: the rest is for the database, tools and models.
    private static var usualConnections: Int {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else { return 768 }
        return max(1, Int(clamping: min(20_000, files.rlim_cur / 4 * 3)))
    }
}
