/// Names and strings as SQL writes them, so that nothing in them can be read as anything else.
enum Quoting {
    static func name(_ name: String) -> String {
        var text = "\""
        for scalar in name.unicodeScalars {
            if scalar == "\"" { text += "\"" }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }

    /// The same string whatever `standard_conforming_strings` says.
    static func string(_ value: String, dialect: Dialect) -> String {
        let isEscaped = dialect == .postgreSQL && value.unicodeScalars.contains("\\")
        var text = isEscaped ? "E'" : "'"
        for scalar in value.unicodeScalars {
            if scalar == "'" { text += "'" }
            if isEscaped, scalar == "\\" { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text + "'"
    }
}
