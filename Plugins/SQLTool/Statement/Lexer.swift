/// Takes a statement apart into tokens.
///
/// It need not split a text as the server would: the server gets what `StatementWriter` makes of the tokens, never the text.
struct Lexer {
    /// Of a text in UTF-8.
    static let maximumLength = 16_384
    static let maximumTokens = 4_000
    /// A longer name PostgreSQL cuts, so that it would mean another one than was checked.
    static let maximumName = 63

    let dialect: Dialect
    private let text: [Unicode.Scalar]
    private var place = 0

    static func tokens(of text: String, dialect: Dialect) throws(StatementProblem) -> [Token] {
        guard text.utf8.count <= maximumLength else {
            throw StatementProblem("It is longer than \(maximumLength) bytes")
        }
        var lexer = Lexer(dialect: dialect, text: Array(text.unicodeScalars))
        return try lexer.readAll()
    }

    private init(dialect: Dialect, text: [Unicode.Scalar]) {
        self.dialect = dialect
        self.text = text
    }

    private mutating func readAll() throws(StatementProblem) -> [Token] {
        var tokens: [Token] = []
        while true {
            try skipSpaceAndComments()
            let start = place
            guard place < text.count else {
                tokens.append(Token(kind: .end, offset: start))
                return tokens
            }
            guard tokens.count < Self.maximumTokens else {
                throw StatementProblem("It has more than \(Self.maximumTokens) words and signs")
            }
            tokens.append(Token(kind: try readToken(), offset: start))
        }
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        place + distance < text.count ? text[place + distance] : nil
    }

    private func problem(_ message: String, at offset: Int) -> StatementProblem {
        StatementProblem(message, at: offset)
    }

    private mutating func skipSpaceAndComments() throws(StatementProblem) {
        while let scalar = peek() {
            if " \t\n\r\u{0C}".unicodeScalars.contains(scalar) {
                place += 1
            } else if scalar == "-", peek(1) == "-" {
                while let next = peek(), next != "\n", next != "\r" { place += 1 }
            } else if scalar == "/", peek(1) == "*" {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    /// PostgreSQL's comments nest and SQLite's do not: one inside another is refused there.
    private mutating func skipBlockComment() throws(StatementProblem) {
        let start = place
        var depth = 0
        repeat {
            guard let scalar = peek() else { throw problem("A comment has no end", at: start) }
            if scalar == "/", peek(1) == "*" {
                depth += 1
                place += 2
                if dialect == .sqlite, depth > 1 { throw problem("A comment stands in a comment", at: start) }
            } else if scalar == "*", peek(1) == "/" {
                depth -= 1
                place += 2
            } else {
                place += 1
            }
        } while depth > 0
    }

    private mutating func readToken() throws(StatementProblem) -> Token.Kind {
        let start = place
        guard let scalar = peek() else { return .end }
        switch scalar {
        case "'": return .string(try readQuoted("'", start: start))
        case "\"": return .quoted(try readName(start: start))
        case "$":
            guard dialect == .postgreSQL else { throw problem("The sign $ is not allowed", at: start) }
            return .string(try readDollarQuoted())
        case ":": return try readColon()
        case "(", ")", "[", "]", ",", ";":
            place += 1
            return .mark(String(scalar))
        case ".":
            if let next = peek(1), Self.isDigit(next) { return .number(try readNumber()) }
            place += 1
            return .mark(".")
        case _ where Self.isDigit(scalar): return .number(try readNumber())
        case _ where Self.startsWord(scalar): return try readWord()
        case _ where Self.isOperator(scalar): return .symbol(try readOperator())
        case _:
            throw problem(
                "The character U+\(String(scalar.value, radix: 16, uppercase: true)) is not allowed", at: start)
        }
    }

    /// `place` is at the opening quote; a doubled one stands for itself.
    private mutating func readQuoted(_ quote: Unicode.Scalar, start: Int) throws(StatementProblem) -> String {
        var value = String.UnicodeScalarView()
        place += 1
        while let scalar = peek() {
            place += 1
            if scalar == quote {
                guard peek() == quote else { return String(value) }
                place += 1
            }
            guard scalar != "\0" else { throw problem("A character U+0000 is not allowed", at: start) }
            value.append(scalar)
        }
        throw problem(quote == "'" ? "A string has no end" : "A quoted name has no end", at: start)
    }

    private mutating func readName(start: Int) throws(StatementProblem) -> String {
        try checked(name: try readQuoted("\"", start: start), start: start)
    }

    private func checked(name: String, start: Int) throws(StatementProblem) -> String {
        guard !name.isEmpty else { throw problem("A name is empty", at: start) }
        guard name.utf8.count <= Self.maximumName else {
            throw problem("A name is longer than \(Self.maximumName) bytes", at: start)
        }
        return name
    }

    /// `$tag$…$tag$`. A `$1` is refused: parameters have names here.
    private mutating func readDollarQuoted() throws(StatementProblem) -> String {
        let start = place
        place += 1
        while let scalar = peek(), Self.startsWord(scalar) || (place > start + 1 && Self.isDigit(scalar)) { place += 1 }
        guard peek() == "$" else { throw problem("A parameter is written :name, not with a dollar sign", at: start) }
        place += 1
        let tag = text[start..<place]
        let body = place
        while place + tag.count <= text.count {
            if text[place..<place + tag.count] == tag {
                var value = String.UnicodeScalarView()
                value.append(contentsOf: text[body..<place])
                guard !value.contains("\0") else { throw problem("A character U+0000 is not allowed", at: start) }
                place += tag.count
                return String(value)
            }
            place += 1
        }
        throw problem("A dollar-quoted string has no end", at: start)
    }

    private mutating func readColon() throws(StatementProblem) -> Token.Kind {
        let start = place
        place += 1
        if peek() == ":" {
            place += 1
            return .mark("::")
        }
        guard let scalar = peek(), Self.startsWord(scalar), scalar.isASCII else { return .mark(":") }
        while let scalar = peek(), scalar.isASCII, Self.startsWord(scalar) || Self.isDigit(scalar) { place += 1 }
        let name = Self.string(text[(start + 1)..<place])
        return .parameter(try checked(name: name, start: start))
    }

    private mutating func readNumber() throws(StatementProblem) -> String {
        let start = place
        while let scalar = peek(), Self.isDigit(scalar) { place += 1 }
        if peek() == "." {
            place += 1
            while let scalar = peek(), Self.isDigit(scalar) { place += 1 }
        }
        if peek() == "e" || peek() == "E" {
            let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
            if let digit = peek(1 + sign), Self.isDigit(digit) {
                place += 1 + sign
                while let scalar = peek(), Self.isDigit(scalar) { place += 1 }
            }
        }
        if let scalar = peek(), Self.startsWord(scalar) || scalar == "." || scalar == "$" {
            throw problem("A number is followed by something that is none", at: start)
        }
        return Self.string(text[start..<place])
    }

    private mutating func readWord() throws(StatementProblem) -> Token.Kind {
        let start = place
        if let kind = try readPrefixedString() { return kind }
        while let scalar = peek(), Self.startsWord(scalar) || Self.isDigit(scalar) || scalar == "$" { place += 1 }
        // ASCII only, as the server does.
        let folded = text[start..<place].map { scalar in
            ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar
        }
        return .word(try checked(name: Self.string(folded[...]), start: start))
    }

    /// `E'…'`, `U&'…'` and `U&"…"`. Those that name bits, national characters or hexadecimal digits are refused.
    private mutating func readPrefixedString() throws(StatementProblem) -> Token.Kind? {
        let start = place
        guard let letter = peek() else { return nil }
        let next = peek(1)
        let isUnicode = "uU".unicodeScalars.contains(letter) && next == "&" && (peek(2) == "'" || peek(2) == "\"")
        guard next == "'" || isUnicode else { return nil }
        guard dialect == .postgreSQL, isUnicode || "eE".unicodeScalars.contains(letter) else {
            if isUnicode || "bBnNxXeE".unicodeScalars.contains(letter) {
                throw problem("A string with the prefix \(letter) is not allowed", at: start)
            }
            return nil
        }
        if isUnicode {
            place += 2
            let isName = peek() == "\""
            let value = try Self.unicodeUnescaped(
                isName ? readQuoted("\"", start: start) : readQuoted("'", start: start), start: start)
            return isName ? .quoted(try checked(name: value, start: start)) : .string(value)
        }
        place += 1
        return .string(try readEscapeString(start: start))
    }

    /// What follows the E of `E'…'`.
    private mutating func readEscapeString(start: Int) throws(StatementProblem) -> String {
        var value = String.UnicodeScalarView()
        place += 1
        while let scalar = peek() {
            place += 1
            switch scalar {
            case "'":
                guard peek() == "'" else { return String(value) }
                place += 1
                value.append("'")
            case "\\": value.append(try readEscape(start: start))
            case "\0": throw problem("A character U+0000 is not allowed", at: start)
            case _: value.append(scalar)
            }
        }
        throw problem("A string has no end", at: start)
    }

    private mutating func readEscape(start: Int) throws(StatementProblem) -> Unicode.Scalar {
        guard let scalar = peek() else { throw problem("A string has no end", at: start) }
        place += 1
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "b": return "\u{08}"
        case "f": return "\u{0C}"
        case "\\", "'", "\"": return scalar
        case "u", "U":
            let count = scalar == "u" ? 4 : 8
            let value = Self.hexadecimal(text.dropFirst(place).prefix(count), count: count)
            guard let value, value.value != 0 else { throw problem("An escape in a string is not allowed", at: start) }
            place += count
            return value
        // Bytes by number could make up characters that nobody wrote.
        case _: throw problem("An escape in a string is not allowed", at: start)
        }
    }

    /// Resolves `\XXXX` and `\+XXXXXX`; the escape character is always the backslash.
    private static func unicodeUnescaped(_ text: String, start: Int) throws(StatementProblem) -> String {
        let problem = StatementProblem("An escape in a string is not allowed", at: start)
        var value = String.UnicodeScalarView()
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                value.append(scalar)
                continue
            }
            if rest.first == "\\" {
                rest.removeFirst()
                value.append("\\")
                continue
            }
            if rest.first == "+" { rest.removeFirst() } else { rest = ["0", "0"] + rest }
            guard let escaped = hexadecimal(rest.prefix(6), count: 6), escaped.value != 0 else { throw problem }
            rest = rest.dropFirst(6)
            value.append(escaped)
        }
        return String(value)
    }

    private static func hexadecimal(_ digits: ArraySlice<Unicode.Scalar>, count: Int) -> Unicode.Scalar? {
        guard digits.count == count, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
        return UInt32(string(digits), radix: 16).flatMap(Unicode.Scalar.init)
    }

    /// The longest run, which ends before a comment, and with + or - only where PostgreSQL lets it.
    private mutating func readOperator() throws(StatementProblem) -> String {
        let start = place
        while let scalar = peek(), Self.isOperator(scalar) {
            if place > start, scalar == "-" && peek(1) == "-" || scalar == "/" && peek(1) == "*" { break }
            place += 1
        }
        let marksLonger = "~!@#%^&|`?".unicodeScalars
        // A long run of + would be read again for each of its signs.
        guard place - start <= Self.maximumName else {
            throw problem("More than \(Self.maximumName) signs stand side by side", at: start)
        }
        while place - start > 1, text[place - 1] == "+" || text[place - 1] == "-",
            !text[start..<place].contains(where: { marksLonger.contains($0) })
        { place -= 1 }
        return Self.string(text[start..<place])
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// Letters beyond ASCII by what Unicode calls them, so that neither a space nor an invisible sign is part of a word.
    private static func startsWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_" }
        return scalar.properties.isAlphabetic
    }

    private static func isOperator(_ scalar: Unicode.Scalar) -> Bool {
        "+-*/<>=~!@#%^&|?".unicodeScalars.contains(scalar)
    }
}
