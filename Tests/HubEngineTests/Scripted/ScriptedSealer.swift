import HubCore

/// Seals by a word before the value; opens nothing else.
struct ScriptedSealer: SecretSealer {
    struct NoKeyFits: Error {}

    func seal(_ secret: Secret) -> SealedSecret { SealedSecret(token: "sealed:" + secret.reveal()) }

    func open(_ sealed: SealedSecret) throws -> Secret {
        guard sealed.token.hasPrefix("sealed:") else { throw NoKeyFits() }
        return Secret(String(sealed.token.dropFirst("sealed:".count)))
    }
}
