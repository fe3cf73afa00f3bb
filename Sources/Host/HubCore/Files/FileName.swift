/// A file's name as it is kept and shown: what whoever made it called it, made harmless.
package struct FileName: Sendable, Equatable {
    package static let maximumBytes = 255

    package let text: String

    /// nil: nothing is left of it, or more than 255 bytes.
    package init?(_ raw: String) {
        // Some clients send the whole path, of their own system's kind.
        let last = raw.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last ?? []
        var scalars = String.UnicodeScalarView()
        for scalar in last where !Self.isHidden(scalar) { scalars.append(scalar) }
        var text = String(scalars)[...]
        text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        guard (1...Self.maximumBytes).contains(text.utf8.count), text != ".", text != ".." else { return nil }
        self.text = String(text)
    }

    /// Controls, ends of lines, and what turns the direction of the text around it: a name could look like another's
    /// (https://www.unicode.org/reports/tr36/).
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        case .format: scalar.value != 0x200C && scalar.value != 0x200D
        case _: false
        }
    }
}
