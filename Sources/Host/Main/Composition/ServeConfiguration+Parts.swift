import Foundation
import HubCore
import HubEgress
import HubEngine
import HubModels
import Logging

/// What the settings say of the parts.
extension ServeConfiguration {
    /// For commands other than `serve`: what matters, for people.
    static var commandLogger: Logger {
        var logger = Logger(label: "agenthub") {
            TextLogHandler(label: $0, write: LogWriter.write, logLevel: .warning)
        }
        logger.logLevel = .warning
        return logger
    }

    func makeLogger(label: String, to log: LogQueue) -> Logger {
        let isText =
            switch logFormat {
            case .json: false
            case .text: true
            case .auto: isatty(STDERR_FILENO) == 1
            }
        let level = logLevel
        var logger = Logger(label: label) { label -> any LogHandler in
            if isText { return TextLogHandler(label: label, write: log.write, logLevel: level) }
            return JSONLogHandler(label: label, write: log.write, logLevel: level)
        }
        logger.logLevel = level
        return logger
    }

    /// The default model: the configured one, else `builtin`.
    private var defaultModel: LanguageModel {
        guard let openAI else { return .builtin }
        return LanguageModel(name: openAI.model, provider: .openAI, baseURL: openAI.baseURL, prices: openAI.prices)
    }

    var engineDefaults: EngineDefaults {
        var limits = EngineLimits()
        limits.turnTime = turnTimeout
        limits.defaultTenantLimits = self.limits.tenants
        return EngineDefaults(model: defaultModel, supervisorModel: defaultModel, limits: limits)
    }

    /// The operator named the model's server, so that its own requests may go there; tools' may not.
    var modelAllowances: [EgressAllowance] {
        openAI.map { Self.allowance(of: $0.baseURL) } ?? []
    }

    /// The same for the issuer's keys.
    var issuerAllowances: [EgressAllowance] {
        guard case .url(let url) = identity.keys else { return [] }
        return Self.allowance(of: url)
    }

    private static func allowance(of url: String) -> [EgressAllowance] {
        guard let origin = Origin(url: url),
            let allowance = EgressAllowance("\(origin.bracketedHost):\(origin.port)")
        else { return [] }
        return [allowance]
    }

    func models(_ egress: HubEgressClients) -> ProviderSwitch {
        ProviderSwitch(
            builtin: BuiltinModel(),
            openAI: OpenAIProvider(
                egress: egress.models, tenantEgress: egress.tenantModels, key: openAI?.apiKey,
                baseURL: openAI?.baseURL ?? OpenAIProvider.defaultBaseURL))
    }
}
