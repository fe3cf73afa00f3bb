/// Whose certificates are believed. Verification itself cannot be turned off.
package enum EgressTrust: Sendable, Hashable {
    /// The machine's trust store.
    case system
    /// The certificates of one PEM file, and no others.
    case file(String)
}
