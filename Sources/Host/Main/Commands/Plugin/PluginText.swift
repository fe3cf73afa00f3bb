import ArgumentParser
import HubCore

/// A plugin with its releases and routes, as a person reads it at a terminal.
struct PluginText {
    private let plugin: JSONValue
    private let release: JSONValue?

    /// `only`: one release of it.
    init(_ plugin: JSONValue, only release: JSONValue? = nil) {
        self.plugin = plugin
        self.release = release
    }

    /// A plugin's id as a path has it.
    static func path(_ id: String) throws -> String {
        guard (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: "-")
            })
        else {
            throw ValidationError("The plugin's id is one such as com.example.erp; see `agenthub plugin releases`.")
        }
        return id
    }

    var lines: [String] {
        let releases = release.map { [$0] } ?? plugin["releases"]?.arrayValue ?? []
        return [plugin["id"]?.stringValue ?? ""] + releases.flatMap(lines)
    }

    private func lines(of release: JSONValue) -> [String] {
        func text(_ name: String) -> String { release[name]?.stringValue ?? "" }
        func count(_ name: String) -> Int { release[name]?.intValue ?? 0 }
        var facts = [text("state")]
        if !served(by: release).isEmpty { facts.append("serves " + served(by: release)) }
        if count("instances") > 0 {
            facts.append("\(count("instances")) instances, \(count("calls_in_flight")) calls in flight")
        }
        if release["isolated"] == false { facts.append("in the server's own process") }
        if release["bundled"] == true { facts.append("from the plugin directory") }
        if let time = release["installed_at"]?.stringValue {
            facts.append("installed \(time.prefix(19)) by \(text("installed_by"))")
        }
        let types = (release["types"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
        var lines = [
            "  \(text("digest").prefix(12))  \(text("version"))  \(types)", "    " + facts.joined(separator: "; "),
        ]
        if let reason = release["reason"]?.stringValue { lines.append("    \(reason)") }
        return lines
    }

    private func served(by release: JSONValue) -> String {
        let digest = release["digest"]?.stringValue
        let isBundled = release["bundled"] == true
        let routes = plugin["routes"]?.arrayValue ?? []
        let named = routes.filter { route in
            let name = route["digest"]?.stringValue
            return name == nil ? isBundled : name == digest
        }
        var whom = named.compactMap { $0["tenant"]?.stringValue }
        let isStandard = named.contains { $0["tenant"]?.isNull ?? true }
        let isAlone = isBundled && !routes.contains { $0["tenant"]?.isNull ?? true }
        if isStandard || isAlone { whom.insert(routes.count > named.count ? "all others" : "all", at: 0) }
        return whom.joined(separator: ", ")
    }
}
