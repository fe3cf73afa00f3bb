import HubCore
import HubCrypto
import HubEgress
import HubMetrics
import HubServer
import Logging
import Synchronization

/// The verifier of the tokens that the settings believe.
struct IdentityParts {
    let settings: IdentitySettings
    let folder: VarFolder
    let registry: MetricsRegistry
    let logger: Logger
    private let refresh = LastRefresh()

    init(settings: IdentitySettings, folder: VarFolder, registry: MetricsRegistry, logger: Logger) {
        self.settings = settings
        self.folder = folder
        self.registry = registry
        self.logger = logger
    }

    private final class LastRefresh: Sendable {
        let hasFailed = Atomic(false)
    }

    /// Whether an issuer whose keys may change can be asked for them; nil where they are fixed.
    var health: HealthCheck? {
        switch settings.keys {
        case .development, .pem: nil
        case .file, .url:
            HealthCheck(name: "issuer_keys", isRequired: false) { [refresh] in
                refresh.hasFailed.load(ordering: .relaxed) ? .degraded("not renewed; those at hand serve") : .ok
            }
        }
    }

    /// `egress` fetches a JWKS.
    func verifier(egress: EgressClient) async throws -> TokenVerifier {
        warnOfWhatIsNotChecked()
        switch settings.keys {
        case .development: return try fixed(VerificationKeySet(folder.developmentKey().publicKey))
        case .pem(let pem): return try fixed(VerificationKeySet(publicKey(pem)))
        case .file(let path): return try await rotating(JWKSFile(path: path))
        case .url(let url): return try await rotating(JWKSEndpoint(url: url, egress: egress))
        }
    }

    /// An issuer signs tokens for other services too: without both settings theirs may pass here.
    private func warnOfWhatIsNotChecked() {
        if case .development = settings.keys { return }
        let unset = [("AGENTHUB_JWT_ISSUER", settings.issuer), ("AGENTHUB_JWT_AUDIENCE", settings.audience)].filter {
            $0.1 == nil
        }
        guard !unset.isEmpty else { return }
        logger.warning(
            "tokens that the issuer made for other services may be accepted",
            metadata: ["unset": .string(unset.map(\.0).joined(separator: ", "))])
    }

    private func fixed(_ keys: VerificationKeySet) throws -> TokenVerifier {
        TokenVerifier(
            keys: keys, issuer: settings.issuer, audience: settings.audience,
            maximumLifetime: settings.maximumLifetime)
    }

    private func publicKey(_ pem: Secret) throws -> RSAPublicKey {
        do {
            return try RSAPublicKey(pem: pem.reveal())
        } catch {
            throw ConfigurationError(
                setting: "AGENTHUB_JWT_PUBLIC_KEY",
                expectation: "the PEM of an RSA public key of 2048 bits or more was expected.",
                example: "AGENTHUB_JWT_PUBLIC_KEY_FILE=/etc/agenthub/issuer.pem")
        }
    }

    private func rotating(_ source: any KeySource) async throws -> TokenVerifier {
        let refreshes = registry.counter(
            "agenthub_issuer_key_refreshes_total", "Fetches of the issuer's keys.", labels: ["outcome"])
        let (renewed, unchanged, failed) = (
            refreshes.labelled("renewed"), refreshes.labelled("unchanged"), refreshes.labelled("failed")
        )
        do {
            let keys = try await RotatingKeySet(source: source) { [logger, refresh] result in
                switch result {
                case .renewed:
                    refresh.hasFailed.store(false, ordering: .relaxed)
                    renewed.add()
                    logger.notice("the issuer's keys were read")
                case .unchanged:
                    refresh.hasFailed.store(false, ordering: .relaxed)
                    unchanged.add()
                    logger.debug("the issuer's keys are unchanged")
                case .failed(let error):
                    refresh.hasFailed.store(true, ordering: .relaxed)
                    failed.add()
                    logger.warning("the issuer's keys could not be read", metadata: ["error": "\(error)"])
                }
            }
            registry.gauge("agenthub_issuer_keys_age_seconds", "Since the keys in use were what the issuer published.")
            {
                keys.age / .seconds(1)
            }
            return TokenVerifier(
                keys: keys, issuer: settings.issuer, audience: settings.audience,
                maximumLifetime: settings.maximumLifetime)
        } catch {
            throw StartError("AGENTHUB_JWKS: the issuer's keys could not be read: \(error)")
        }
    }
}
