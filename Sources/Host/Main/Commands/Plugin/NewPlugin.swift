import ArgumentParser

/// What a plugin that is to be made is called.
struct NewPlugin: Equatable {
    let language: PluginLanguage
    /// `[a-z][a-z0-9-]*`, at most 40 characters; names the folder and the library.
    let name: String
    let id: String

    init(language: PluginLanguage, name: String, id: String? = nil) throws {
        guard Self.isName(name) else {
            throw ValidationError(
                "NAME must be 1 to 40 characters of a-z, 0-9 and \"-\", with a letter first and no \"-\" last, such as exchange-rates."
            )
        }
        let id = id ?? "com.example.\(name)"
        guard Self.isIdentifier(id) else {
            throw ValidationError(
                "--id must be a reverse DNS name of at most 64 characters of a-z, 0-9, \".\" and \"-\", such as com.example.\(name)."
            )
        }
        self.language = language
        self.name = name
        self.id = id
    }

    /// `exchange-rates` → `EXCHANGE_RATES`.
    var toolType: String { name.uppercased().replacing("-", with: "_") }

    /// A template's text as the project has it.
    func text(_ template: String) -> String {
        var text = template
        for (word, value) in [
            ("__NAME__", name), ("__ID__", id), ("__TYPE__", toolType), ("__TEST__", language.testCommand),
            ("__SOURCE__", language.source), ("__LANGUAGE__", language.title),
        ] { text = text.replacing(word, with: value) }
        return text
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...40).contains(text.utf8.count), let first = text.utf8.first, isLetter(first), text.utf8.last != hyphen
        else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
            }
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
