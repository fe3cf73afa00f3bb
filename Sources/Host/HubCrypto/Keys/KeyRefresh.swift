/// What came of fetching an issuer's keys, for the log and the metrics.
package enum KeyRefresh: Sendable {
    /// Other keys than before are in use; what the document holds besides is in the set's `ignored`.
    case renewed(VerificationKeySet)
    /// The document is the one that is in use.
    case unchanged
    /// The keys from before stay in use. The error is the source's, or a `KeyError` of the document.
    case failed(any Error)
}
