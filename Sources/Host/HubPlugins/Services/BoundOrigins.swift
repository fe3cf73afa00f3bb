import HubCore
import HubEgress

/// Where a tool row's identity may be sent: its endpoint's own origin.
enum BoundOrigins {
    /// Empty when the row has no endpoint, or one whose scheme or authority is not fixed.
    static func of(_ tool: Tool) -> Set<Origin> {
        guard let endpoint = tool.endpoint, let authority = authority(of: endpoint),
            let origin = Origin(url: authority + "/")
        else { return [] }
        return [origin]
    }

    /// Scheme and authority of a URL template; nil where a placeholder or user information stands in them.
    private static func authority(of endpoint: String) -> String? {
        guard let scheme = endpoint.firstRange(of: "://") else { return nil }
        let rest = endpoint[scheme.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" || $0 == "\\" } ?? rest.endIndex
        let prefix = endpoint[..<end]
        return prefix.contains { "{}@".contains($0) } ? nil : String(prefix)
    }
}
