extension String {
    /// With U+FFFD for each NUL, which no database keeps in text. Whoever asks a question may not send one; what a model
    /// or a tool says is kept all the same.
    var withoutNUL: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}
