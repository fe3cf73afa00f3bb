import PluginSDK

extension ToolError {
    /// What the server said against a statement. Its own words are told only where they can quote names and no values.
    /// https://www.postgresql.org/docs/15/errcodes-appendix.html
    init(_ result: PostgreSQLResult, quoting isQuoted: Bool) {
        let state = result.state ?? "no code"
        let words = isQuoted ? result.words.map { ": " + $0 } ?? "" : ""
        let (code, message): (Code, String) =
            switch (state.prefix(2), state) {
            case (_, "57014"): (.upstream, "The database needed too long for the statement and was stopped")
            case (_, "55P03"): (.busy, "A table that the statement reads is locked")
            case (_, "42501"): (.denied, "The login role may not read what the statement reads")
            case (_, "25006"): (.denied, "The statement tried to write and was stopped")
            case ("22", _): (.invalidInput, "The database does not accept a value")
            case ("42", _), ("0A", _), ("3F", _): (.invalidConfiguration, "The database refuses the statement")
            case ("08", _), ("53", _), ("57", _): (.unavailable, "The database cannot answer now")
            case _: (.upstream, "The database failed")
            }
        self.init(code, "\(message) (SQLSTATE \(state))\(words).", details: ["sqlstate": .string(state)])
    }
}
