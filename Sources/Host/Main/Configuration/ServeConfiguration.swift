import Foundation
import HubCore
import HubEgress
import HubModels
import Logging

/// All settings of a server, checked.
struct ServeConfiguration {
    enum LogFormat: String, CaseIterable {
        case json
        case text
        case auto
    }

    struct OpenAI {
        var baseURL: String
        var apiKey: Secret?
        var model: String
        var prices: PriceList
    }

    var isDemo: Bool
    var host: String
    /// nil: 8080, or the next free one.
    var port: Int?
    var folder: VarFolder
    var pluginDirectory: String
    var plugins: PluginSettings
    var allowances: [EgressAllowance]
    var identity: IdentitySettings
    var storage: StorageSettings
    var limits: LimitSettings
    /// nil: in clear, behind whoever ends TLS.
    var tls: TLSServing?
    /// Where metrics are served without a token; nil: on the main address, to the platform's administrators.
    var metricsAddress: (host: String, port: Int)?
    var openAI: OpenAI?
    var turnTimeout: Duration
    var logLevel: Logger.Level
    var logFormat: LogFormat

    init(_ options: ServeOptions, source: SettingSource = SettingSource()) throws {
        isDemo = options.demo
        host = source.text("AGENTHUB_HOST", option: options.host) ?? "127.0.0.1"
        port = try source.integer("AGENTHUB_PORT", option: options.port, in: 0...65_535, example: 8080)
        folder = VarFolder(path: source.text("AGENTHUB_VAR", option: options.variable) ?? VarFolder.usualPath)
        // Absolute, since processes of plugins are told where their files are, and their rules name whole paths.
        pluginDirectory =
            source.text("AGENTHUB_PLUGIN_DIR", option: options.pluginDir).map { URL(fileURLWithPath: $0).path }
            ?? Self.pluginsBesideTheProgram
        allowances = try Self.allowances(source.text("AGENTHUB_EGRESS_ALLOW", option: options.egressAllow))
        plugins = try PluginSettings(source, folder: folder)
        identity = try IdentitySettings(source)
        storage = try StorageSettings(source)
        if case .development = identity.keys, storage.databaseURL != nil, !isDemo {
            // Each worker would believe the tokens of a key that its own folder has.
            throw ConfigurationError(
                setting: "AGENTHUB_JWT_PUBLIC_KEY",
                expectation: "the issuer's key was expected beside AGENTHUB_DATABASE_URL, here or by AGENTHUB_JWKS.",
                example: "AGENTHUB_JWT_PUBLIC_KEY_FILE=/etc/agenthub/issuer.pem")
        }
        limits = try LimitSettings(source)
        tls = try TLSServing(source)
        metricsAddress = try Self.address(source.text("AGENTHUB_METRICS_ADDRESS"))
        openAI = try Self.openAI(source)
        let milliseconds = try source.integer("AGENTHUB_TURN_TIMEOUT_MS", in: 100...600_000, example: 30_000)
        turnTimeout = .milliseconds(milliseconds ?? 30_000)
        logLevel = try source.word("AGENTHUB_LOG_LEVEL", option: options.logLevel, default: .info)
        logFormat = try source.word("AGENTHUB_LOG_FORMAT", option: options.logFormat, default: .auto)
    }

    private static var pluginsBesideTheProgram: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "plugins").path
    }

    private static func allowances(_ text: String?) throws -> [EgressAllowance] {
        try (text ?? "").split(separator: ",").map { part in
            let entry = part.trimmingCharacters(in: .whitespaces)
            guard let allowance = EgressAllowance(entry) else {
                throw ConfigurationError(
                    setting: "AGENTHUB_EGRESS_ALLOW",
                    expectation: "host[:port] or CIDR[:port], by commas, was expected.",
                    example: "AGENTHUB_EGRESS_ALLOW=erp.internal:8443,10.1.0.0/16")
            }
            return allowance
        }
    }

    private static func address(_ text: String?) throws -> (host: String, port: Int)? {
        guard let text else { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else {
            throw ConfigurationError(
                setting: "AGENTHUB_METRICS_ADDRESS", expectation: "host:port was expected.",
                example: "AGENTHUB_METRICS_ADDRESS=127.0.0.1:9464")
        }
        return (String(text[..<colon]), port)
    }

    private static func openAI(_ source: SettingSource) throws -> OpenAI? {
        let key = try source.secret("AGENTHUB_OPENAI_API_KEY")
        let base = source.text("AGENTHUB_OPENAI_BASE_URL")
        let prices = source.text("AGENTHUB_OPENAI_PRICES")
        guard let model = source.text("AGENTHUB_OPENAI_MODEL") else {
            if key != nil || base != nil || prices != nil {
                throw ConfigurationError(
                    setting: "AGENTHUB_OPENAI_MODEL",
                    expectation: "the model's name was expected beside its key, URL or prices.",
                    example: "AGENTHUB_OPENAI_MODEL=gpt-4o-mini")
            }
            return nil
        }
        let url = base ?? OpenAIProvider.defaultBaseURL
        guard Origin(url: url) != nil else {
            throw ConfigurationError(
                setting: "AGENTHUB_OPENAI_BASE_URL", expectation: "an http or https URL was expected.",
                example: "AGENTHUB_OPENAI_BASE_URL=https://api.openai.com/v1")
        }
        return OpenAI(baseURL: url, apiKey: key, model: model, prices: try priceList(prices))
    }

    /// Dollars per million tokens. What is not priced would be billed as nothing, so that it is asked for.
    private static func priceList(_ text: String?) throws -> PriceList {
        let parts = (text ?? "").split(separator: ",", omittingEmptySubsequences: false).map {
            Nanodollars.value(of: $0.trimmingCharacters(in: .whitespaces), below: 1_000_000)
        }
        let prices = parts.compactMap { $0 }
        guard (2...3).contains(prices.count), prices.count == parts.count else {
            throw ConfigurationError(
                setting: "AGENTHUB_OPENAI_PRICES",
                expectation:
                    "prices in USD per million tokens of input, output and, where it differs, cached input were "
                    + "expected beside the model's name; 0,0 where it costs nothing.",
                example: "AGENTHUB_OPENAI_PRICES=0.15,0.60,0.075")
        }
        return PriceList([
            TokenPrices(
                input: prices[0], output: prices[1], cachedInput: prices.count == 3 ? prices[2] : nil, from: "")
        ])
    }
}
