import HubCore

/// What a scripted host's services give to a plugin.
package struct ScriptedOffers: Sendable {
    /// Bytes by a blob's id.
    package var blobs: [String: [UInt8]] = [:]
    /// Who asks.
    package var principals: [String] = []
    /// Values by a secret's name; others are denied.
    package var credentials: [String: String] = [:]
    /// Addresses by "name:port"; others are denied.
    package var addresses: [String: [String]] = [:]
    /// The name of what makes vectors, and how many numbers they have; nil: the tenant has none.
    package var space: (model: String, dimensions: Int)?
    /// Makes a vector of a text.
    package var embed: @Sendable (_ purpose: String, _ text: String) -> [Float] = { _, _ in [] }
    /// Whether requests for vectors fail.
    package var embeddingFails = false

    /// Chunks that a stream takes before there is no room; what comes then waits for `ScriptedPluginHost.makeRoom`.
    package var room = Int.max
    /// What emit answers instead of taking anything; nil: it takes.
    package var emitRefusal: Int?

    package init() {}
}
