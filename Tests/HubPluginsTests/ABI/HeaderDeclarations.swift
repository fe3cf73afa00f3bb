import Foundation

/// What a header of the ABI declares, read from its text. It knows the forms that the header uses, and names one that it does not.
struct HeaderDeclarations {
    struct Field: Hashable {
        let name: String
        /// Its type and name, as C writes them.
        let text: String
    }

    struct Structure: Hashable {
        let name: String
        let fields: [Field]
    }

    struct Named: Hashable {
        let name: String
        let text: String
    }

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var structures: [Structure] = []
    private(set) var enumerators: [String] = []
    /// Macros that stand for a value.
    private(set) var constants: [String] = []
    /// Macros with arguments.
    private(set) var macros: [Named] = []
    private(set) var types: [Named] = []
    private(set) var functions: [Named] = []

    /// Macros that are the compiler's business: they stand for no value.
    private static let valueless: Set<String> = ["AGENTHUB_PLUGIN_H", "AH_EXPORT"]

    init(_ header: String) throws {
        let code =
            header
            .replacing(#/(?s)/\*.*?\*//#, with: " ")
            .replacing("\\\n", with: " ")
            .replacing(#/(?s)#ifdef __cplusplus\n.*?#endif/#, with: "")
        var rest = ""
        for line in code.split(separator: "\n") {
            if line.hasPrefix("#define ") {
                readMacro(line)
            } else if !line.hasPrefix("#") {
                rest += line + " "
            }
        }
        for declaration in Self.pieces(of: Self.plain(rest), by: ";") where !declaration.isEmpty {
            try read(declaration)
        }
    }

    private mutating func readMacro(_ line: Substring) {
        guard let found = line.firstMatch(of: #/#define (\w+)(\([^)]*\))?(.*)/#) else { return }
        let name = String(found.1)
        if let arguments = found.2 {
            macros.append(Named(name: name, text: Self.plain("\(name)\(arguments) \(found.3)")))
        } else if !Self.valueless.contains(name) {
            constants.append(name)
        }
    }

    private mutating func read(_ text: String) throws {
        if let found = text.wholeMatch(of: #/enum \{(.*)\}/#) {
            enumerators += Self.pieces(of: String(found.1), by: ",").filter { !$0.isEmpty }.map {
                Self.plain(String($0.prefix { $0 != "=" }))
            }
        } else if let found = text.wholeMatch(of: #/(?:typedef )?struct (\w+) \{(.*)\}(?: (\w+))?/#) {
            let fields = try Self.pieces(of: String(found.2), by: ";").filter { !$0.isEmpty }.flatMap(Self.fields)
            structures.append(Structure(name: String(found.1), fields: fields))
        } else if text.hasPrefix("typedef ") {
            guard let name = text.firstMatch(of: #/\(\*(\w+)\)/#)?.1 ?? text.firstMatch(of: #/(\w+)$/#)?.1 else {
                throw Unknown(description: "a typedef without a name: \(text)")
            }
            types.append(Named(name: String(name), text: text))
        } else if let found = text.wholeMatch(of: #/AH_EXPORT (.*?(\w+)\(.*\))/#) {
            functions.append(Named(name: String(found.2), text: String(found.1)))
        } else {
            throw Unknown(description: "a declaration of a form that is not known here: \(text)")
        }
    }

    /// `uint32_t size, abi` has two.
    private static func fields(_ text: String) throws -> [Field] {
        if let found = text.firstMatch(of: #/\(\*(?:const )?(\w+)\)\(/#) {
            return [Field(name: String(found.1), text: text)]
        }
        var base: Substring?
        return try pieces(of: text, by: ",").map { piece in
            // What stands before the stars of the first is the type of all.
            guard let found = piece.wholeMatch(of: #/(.*?)((?:\*(?: ?const )?)*)(\w+)/#),
                base != nil || !found.1.isEmpty
            else { throw Unknown(description: "a field of a form that is not known here: \(text)") }
            let type = base ?? found.1
            base = type
            return Field(name: String(found.3), text: "\(type)\(found.2)\(found.3)")
        }
    }

    /// Parts between separators that stand in no bracket.
    private static func pieces(of text: String, by separator: Character) -> [String] {
        var (parts, depth) = ([""], 0)
        for character in text {
            if "({".contains(character) { depth += 1 }
            if ")}".contains(character) { depth -= 1 }
            if character == separator, depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map(plain)
    }

    private static func plain(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
