/// Where an issuer's JWK set comes from: a file or a URL.
package protocol KeySource: Sendable {
    /// The document as it stands now. Ends by a deadline of its own, since nothing else ends it, and need not read more
    /// than `VerificationKeySet.maximumDocument` and one byte.
    func load() async throws -> [UInt8]
}
