import RunnerProtocol

/// A runner's description of its plugin.
enum DescriptionFrame {
    private static let maximumText = 1 << 20
    private static let null = UInt32.max

    /// nil: it is no description that a runner would send.
    static func read(_ payload: UnsafeRawBufferPointer) -> PluginDescription? {
        var cursor = FrameCursor(payload)
        guard let abi = cursor.uint32(), let minimum = cursor.uint32(), let id = text(&cursor),
            let version = text(&cursor), let manifest = text(&cursor), let count = cursor.uint32()
        else { return nil }
        var description = PluginDescription(
            abi: abi, minimumHostABI: minimum, id: id, version: version, manifest: manifest, typeCount: count)
        // So many types are refused, and none of them is looked at.
        guard count <= PluginDescription.maximumTypes else { return description }
        for _ in 0..<count {
            guard let entry = entry(&cursor) else { return nil }
            description.types.append(entry)
        }
        return cursor.rest.isEmpty ? description : nil
    }

    private static func entry(_ cursor: inout FrameCursor) -> PluginDescription.Entry? {
        guard let flags = cursor.uint32(), let concurrency = cursor.uint32(), let timeout = cursor.uint32(),
            let has = cursor.uint32(), let id = text(&cursor), let version = text(&cursor),
            let description = text(&cursor), let configSchema = text(&cursor), let inputSchema = text(&cursor),
            let outputSchema = text(&cursor)
        else { return nil }
        return PluginDescription.Entry(
            has: has, flags: flags, maximumConcurrency: concurrency, defaultTimeoutMilliseconds: timeout, id: id,
            version: version, description: description, configSchema: configSchema, inputSchema: inputSchema,
            outputSchema: outputSchema)
    }

    private static func text(_ cursor: inout FrameCursor) -> DescribedText? {
        guard let length = cursor.uint32() else { return nil }
        if length == null { return DescribedText(bytes: nil) }
        guard length <= maximumText, let bytes = cursor.take(Int(length)) else { return nil }
        return DescribedText(bytes: Array(bytes))
    }
}
