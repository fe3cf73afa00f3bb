import HubCore

/// A credential and where it may go. It is sent on a hop only when that hop's origin is bound here, and is left out
/// on every other.
package struct EgressAuthorization: Sendable {
    /// The header's name, such as `Authorization` or `X-Api-Key`.
    package var name: String
    /// The header's whole value, scheme included (`Bearer …`).
    package var value: Secret
    package var origins: Set<Origin>

    package init(name: String = "Authorization", value: Secret, origins: Set<Origin>) {
        self.name = name
        self.value = value
        self.origins = origins
    }
}
