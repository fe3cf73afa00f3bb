/// What an operator grants to plugins besides what every plugin gets, as a setting writes it:
/// `com.example.erp=agenthub.host.credentials/1+agenthub.host.egress/1,com.example.crm=agenthub.host.egress/1`.
package struct PluginGrants: Sendable, Hashable {
    /// Why a text says no grants: a sentence for the operator.
    package struct Problem: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// By plugin id.
    package let services: [String: Set<HostService>]

    /// Spaces around the parts do not matter; an empty text grants nothing.
    package init(_ text: String) throws(Problem) {
        var services: [String: Set<HostService>] = [:]
        for entry in text.split(separator: ",").map(Self.trimmed) where !entry.isEmpty {
            let sides = entry.split(separator: "=", omittingEmptySubsequences: false).map(Self.trimmed)
            guard sides.count == 2, Self.isPluginID(sides[0]), !sides[1].isEmpty else {
                throw Problem(
                    description:
                        "\"\(entry)\" is no grant; PLUGIN=SERVICE or PLUGIN=SERVICE+SERVICE is expected, such as "
                        + "com.example.erp=\(HostService.credentials.rawValue)")
            }
            for name in sides[1].split(separator: "+", omittingEmptySubsequences: false).map(Self.trimmed) {
                guard let service = HostService(rawValue: name) else {
                    let known = HostService.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Problem(
                        description: "\"\(name)\" is no service that this host can grant; there are \(known)")
                }
                services[sides[0], default: []].insert(service)
            }
        }
        self.services = services
    }

    package static func isPluginID(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: ".")) && text.utf8.allSatisfy(PluginInspection.isIdentifierByte)
    }

    private static func trimmed(_ part: some StringProtocol) -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let start = part.drop(while: isBlank)
        return String(start.reversed().drop(while: isBlank).reversed())
    }
}
