import HubCore
import HummingbirdCore

#if TLS
    import HummingbirdTLS
    import NIOSSL
#endif

/// Serving by TLS 1.3, when a certificate and its key are given. Only a build with the package trait `TLS` can; any
/// other stops the start rather than serve in clear what was to be encrypted.
struct TLSServing {
    private static let certificateSetting = "AGENTHUB_TLS_CERTIFICATE"
    private static let keySetting = "AGENTHUB_TLS_KEY"

    #if TLS
        private let configuration: TLSConfiguration
    #endif

    /// nil when neither setting is there.
    init?(_ source: SettingSource) throws {
        let certificate = try source.secret(Self.certificateSetting)
        let key = try source.secret(Self.keySetting)
        if certificate == nil, key == nil { return nil }
        #if TLS
            guard let certificate else { throw Self.refusal(Self.certificateSetting, "the key's certificate") }
            guard let key else { throw Self.refusal(Self.keySetting, "the certificate's private key") }
            configuration = try Self.configuration(certificate, key)
        #else
            throw ConfigurationError(
                setting: certificate == nil ? Self.keySetting : Self.certificateSetting,
                expectation: "this build has no TLS; unset it, or build with the package trait TLS.",
                example: "swift build -c release --traits TLS")
        #endif
    }

    /// The same protocol inside TLS.
    func wrap(_ server: HTTPServerBuilder) throws -> HTTPServerBuilder {
        #if TLS
            try .tls(server, tlsConfiguration: configuration)
        #else
            server
        #endif
    }

    #if TLS
        private static func configuration(_ certificate: Secret, _ key: Secret) throws -> TLSConfiguration {
            let chain: [NIOSSLCertificate]
            do {
                chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.reveal().utf8))
            } catch {
                throw refusal(certificateSetting, "a chain of certificates, the server's first,")
            }
            let privateKey: NIOSSLPrivateKey
            do {
                privateKey = try NIOSSLPrivateKey(bytes: Array(key.reveal().utf8), format: .pem)
            } catch {
                throw refusal(keySetting, "an unencrypted private key")
            }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
            configuration.minimumTLSVersion = .tlsv13
            configuration.applicationProtocols = ["http/1.1"]
            do {
                _ = try NIOSSLContext(configuration: configuration)
            } catch {
                throw refusal(keySetting, "the private key of the certificate")
            }
            return configuration
        }

        private static func refusal(_ setting: String, _ what: String) -> ConfigurationError {
            ConfigurationError(
                setting: setting, expectation: "\(what) in PEM was expected.",
                example: "\(setting)_FILE=/run/secrets/\(setting.lowercased())")
        }
    #endif
}
