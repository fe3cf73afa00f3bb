/// What a plugin says of itself, as it says it: read from its tables or from a runner's frame, and not judged yet.
struct PluginDescription: Sendable, Equatable {
    /// Of one plugin.
    static let maximumTypes = 256

    struct Entry: Sendable, Equatable {
        /// What a type's table has, as the runner's protocol numbers it: AHR_HAS_...
        var has: UInt32
        var flags: UInt32
        var maximumConcurrency: UInt32
        var defaultTimeoutMilliseconds: UInt32
        var id: DescribedText
        var version: DescribedText
        var description: DescribedText
        var configSchema: DescribedText
        var inputSchema: DescribedText
        var outputSchema: DescribedText
    }

    var abi: UInt32
    var minimumHostABI: UInt32
    var id: DescribedText
    var version: DescribedText
    var manifest: DescribedText
    /// How many types it says that it has; `types` is empty when there cannot be so many.
    var typeCount: UInt32
    var types: [Entry] = []
}

/// A text of a plugin's: any bytes, or nil for NULL.
struct DescribedText: Sendable, Equatable {
    let bytes: [UInt8]?
}
