import HubCore

/// Where plugins keep small values between calls. A cache: what was put may be gone at any time.
package protocol PluginKeyValueStore: Sendable {
    /// Each `completion` runs exactly once, on any thread; it does not block.
    func value(
        of key: [UInt8], in space: PluginKeyspace,
        completion: @escaping @Sendable (Result<[UInt8]?, PluginStoreError>) -> Void)
    func put(
        _ value: [UInt8], at key: [UInt8], in space: PluginKeyspace, lasting: Duration?,
        completion: @escaping @Sendable (Result<Void, PluginStoreError>) -> Void)
    func remove(
        _ key: [UInt8], in space: PluginKeyspace,
        completion: @escaping @Sendable (Result<Void, PluginStoreError>) -> Void)
}

/// The keys of one tool row of one tenant. Made by the host from the call, so that no plugin reaches another's keys.
package struct PluginKeyspace: Hashable, Sendable {
    package let tenant: TenantID
    package let tool: ToolID

    package init(tenant: TenantID, tool: ToolID) {
        self.tenant = tenant
        self.tool = tool
    }
}

package enum PluginStoreError: Error, Sendable, Hashable {
    /// The store cannot be reached.
    case unavailable
    /// The value is larger than the keyspace may be.
    case full
}
