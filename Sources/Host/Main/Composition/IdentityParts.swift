import HubCore
import HubCrypto
import HubEgress
import HubServer
import Logging
import Synchronization

/// The verifier of the tokens that the settings believe.
struct IdentityParts {
    let settings: IdentitySettings
    let folder: VarFolder
    let logger: Logger
    private let refresh = LastRefresh()

    init(settings: IdentitySettings, folder: VarFolder, logger: Logger) {
        self.settings = settings
        self.folder = folder
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
        switch settings.keys {
        case .development: return try fixed(VerificationKeySet(folder.developmentKey().publicKey))
        case .pem(let pem): return try fixed(VerificationKeySet(publicKey(pem)))
        case .file(let path): return try await rotating(JWKSFile(path: path))
        case .url(let url): return try await rotating(JWKSEndpoint(url: url, egress: egress))
        }
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
        do {
            let keys = try await RotatingKeySet(source: source) { [logger, refresh] result in
                switch result {
                case .renewed, .unchanged: refresh.hasFailed.store(false, ordering: .relaxed)
                case .failed: refresh.hasFailed.store(true, ordering: .relaxed)
                }
                switch result {
                case .renewed: logger.notice("the issuer's keys were read")
                case .unchanged: logger.debug("the issuer's keys are unchanged")
                case .failed(let error):
                    logger.warning("the issuer's keys could not be read", metadata: ["error": "\(error)"])
                }
            }
            return TokenVerifier(
                keys: keys, issuer: settings.issuer, audience: settings.audience,
                maximumLifetime: settings.maximumLifetime)
        } catch {
            throw StartError("AGENTHUB_JWKS: the issuer's keys could not be read: \(error)")
        }
    }
}
