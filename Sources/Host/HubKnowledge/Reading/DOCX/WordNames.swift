/// Names of WordprocessingML without the prefix that a document gives them.
struct WordNames {
    /// Of ECMA-376, transitional and strict.
    private static let namespaces: Set<String> = [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ]
    private static let compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"

    private let prefix: String
    private let fallback: String

    /// nil: the root's attributes declare no such names.
    init?(root attributes: [String: String]) {
        guard
            let declaration = attributes.first(where: {
                $0.key.hasPrefix("xmlns") && Self.namespaces.contains($0.value)
            })
        else { return nil }
        prefix = Self.prefix(declaration.key)
        fallback = Self.prefix(attributes.first { $0.value == Self.compatibility }?.key ?? "xmlns:mc") + "Fallback"
    }

    private static func prefix(_ declaration: String) -> String {
        declaration.hasPrefix("xmlns:") ? declaration.dropFirst(6) + ":" : ""
    }

    /// nil: it is another vocabulary's.
    func local(_ name: String) -> Substring? {
        guard name.hasPrefix(prefix) else { return nil }
        let local = name.dropFirst(prefix.count)
        return local.contains(":") ? nil : local
    }

    /// Whether it holds the same again for programs that know less.
    func isFallback(_ name: String) -> Bool { name == fallback }

    /// An attribute of the vocabulary's own.
    func value(_ local: String, _ attributes: [String: String]) -> String? { attributes[prefix + local] }
}
