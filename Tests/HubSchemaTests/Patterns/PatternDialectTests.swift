import HubSchema
import Testing

/// What ECMA-262 with Unicode means by its escapes, and what of other dialects it refuses.
struct PatternDialectTests {
    @Test(arguments: [
        ("^abc$", "abc\n", false), ("^\\d$", "٣", false), ("^\\D$", "٣", true), ("^\\w$", "é", false),
        ("^\\W$", "é", true), ("^\\s$", "\u{FEFF}", true), ("^\\s$", "\u{2029}", true), ("^\\s$", "\u{85}", false),
        ("^\\S$", "\u{A0}", false), ("^\\cJ$", "\n", true), ("^\\cj$", "\n", true), ("^\\0$", "\u{0}", true),
        ("^\\x41\\u0042\\u{43}$", "ABC", true), ("^\\uD83D\\uDC32$", "🐲", true), ("^\\u{1F432}$", "🐲", true),
        ("^[\\uD800-\\uDFFF]$", "🐲", false), ("^[^\\uD800-\\uDFFF]$", "🐲", true), ("^\\uD83D$", "🐲", false),
        ("^\\t\\n\\v\\f\\r$", "\t\n\u{B}\u{C}\r", true), ("^[\\b]$", "\u{8}", true), ("^[\\-a]$", "-", true),
        ("^[a-]$", "-", true), ("^[-a]$", "-", true), ("^[\\w-]$", "-", true), ("^[^\\s\\d]$", "x", true),
        ("^[\\D5]$", "5", true),
        ("^\\/\\.\\*\\$\\^$", "/.*$^", true), ("^a\\-b\\@\\_$", "a-b@_", true), ("^[\\]\\\\]+$", "]\\", true),
    ])
    func readsEscapes(source: String, text: String, expected: Bool) throws {
        #expect(try PatternTests.matches(source, text) == expected)
    }

    @Test(arguments: [
        ("\\p{L}", "é", true), ("\\p{Letter}", "π", true), ("\\p{Lu}", "é", false), ("\\P{Lu}", "é", true),
        ("\\p{digit}", "৪", true), ("\\p{Nd}", "x", false), ("\\p{General_Category=Decimal_Number}", "৪", true),
        ("\\p{gc=P}", "!", true), ("\\p{punct}", "a", false), ("\\p{Sc}", "€", true), ("\\p{Zs}", "\u{3000}", true),
        ("\\p{cntrl}", "\u{7}", true), ("\\p{LC}", "a", true), ("\\p{Mn}", "\u{301}", true),
        ("\\p{Cn}", "\u{378}", true),
        ("\\p{Script=Han}", "漢", true), ("\\p{sc=Latn}", "ệ", true), ("\\p{Script=Greek}", "a", false),
        ("\\p{Alphabetic}", "ß", true), ("\\p{White_Space}", "\u{85}", true), ("\\p{Emoji_Presentation}", "🐲", true),
        ("\\p{ASCII}", "é", false), ("\\p{Any}", "\u{10FFFF}", true), ("[\\p{Lu}\\p{Nd}]", "৪", true),
        ("[^\\p{L}]", "é", false), ("[\\P{L}]", "1", true), ("\\p{Uppercase}", "Đ", true),
        ("\\p{Ideographic}", "字", true),
    ])
    func knowsUnicodeProperties(source: String, text: String, expected: Bool) throws {
        #expect(try PatternTests.matches("^\(source)$", text) == expected)
    }

    @Test(arguments: UnicodeNames.all) func knowsEveryPropertyThatItNames(name: String) throws {
        _ = try PatternTests.matches("^[\\p{\(name)}\\P{\(name)}]$", "\u{E9}")
        #expect(try PatternTests.matches("^\\p{\(name)}$", "é") != PatternTests.matches("^\\P{\(name)}$", "é"))
    }

    @Test(arguments: [
        ("\\Aabc", PatternError.Reason.invalidEscape), ("abc\\Z", .invalidEscape), ("abc\\z", .invalidEscape),
        ("\\h", .invalidEscape), ("a\\Kb", .invalidEscape), ("\\Qa.b\\E", .invalidEscape), ("\\a", .invalidEscape),
        ("\\e", .invalidEscape), ("\\G", .invalidEscape), ("\\R", .invalidEscape), ("\\X", .invalidEscape),
        ("\\N", .invalidEscape), ("\\012", .invalidEscape), ("[\\1]", .invalidEscape), ("[\\B]", .invalidEscape),
        ("[\\k]", .invalidEscape), ("\\é", .invalidEscape), ("\\", .invalidEscape), ("\\c1", .invalidEscape),
        ("\\x4", .invalidEscape), ("\\u12", .invalidEscape), ("\\u{}", .invalidEscape), ("\\u{110000}", .invalidEscape),
        ("\\u{1", .invalidEscape), ("\\pL", .invalidEscape), ("\\p{L", .invalidEscape), ("\\p{Foo}", .unknownProperty),
        ("\\p{letter}", .unknownProperty), ("\\p{IsGreek}", .unknownProperty), ("\\p{Script=Foo}", .unknownProperty),
        ("\\p{gc=Foo}", .unknownProperty), ("\\p{x=L}", .unknownProperty), ("(?>a)", .unknownGroup),
        ("(?i)a", .unknownGroup), ("(?i:a)", .unknownGroup), ("(?#x)a", .unknownGroup),
        ("(?P<n>a)", .unknownGroup), ("(?|a|b)", .unknownGroup), ("(?R)", .unknownGroup), ("(?1)", .unknownGroup),
        ("(?&n)", .unknownGroup), ("(?(1)a|b)", .unknownGroup), ("(*UTF)a", .nothingToRepeat),
        ("(*FAIL)", .nothingToRepeat),
        ("a++", .nothingToRepeat), ("a*+", .nothingToRepeat), ("a?+", .nothingToRepeat), ("a{2}+", .nothingToRepeat),
        ("a**", .nothingToRepeat), ("*a", .nothingToRepeat), ("^*", .nothingToRepeat), ("\\b+", .nothingToRepeat),
        ("(?=a)*", .nothingToRepeat), ("(?<=a)?", .nothingToRepeat), ("|+", .nothingToRepeat),
        ("a{2,1}", .quantifierOutOfOrder), ("a{,2}", .loneBracket), ("a{", .loneBracket), ("a{x}", .loneBracket),
        ("a{1", .loneBracket), ("a}", .loneBracket), ("a]", .loneBracket), ("{1}", .loneBracket),
        ("a{1000000}", .quantifierTooLarge), ("[a", .unterminatedClass), ("[z-a]", .invalidRange),
        ("[\\d-x]", .invalidRange),
        ("[a-\\w]", .invalidRange), ("(a", .unterminatedGroup), ("a)", .unmatchedParenthesis),
        ("(?<1a>x)", .invalidGroupName),
        ("(?<>x)", .invalidGroupName), ("(?<a>x)(?<a>y)", .duplicateGroupName), ("\\1", .unknownGroupReference),
        ("(a)\\2", .unknownGroupReference), ("\\k<a>", .unknownGroupReference), ("\\k", .invalidGroupName),
        ("(?<a>x)\\k<b>", .unknownGroupReference),
    ])
    func refusesWhatIsNotECMAScript(source: String, reason: PatternError.Reason) {
        let error = #expect(throws: PatternError.self) { try Pattern(source) }
        #expect(error?.reason == reason)
    }

    @Test func saysWhereAndWhy() {
        let error = #expect(throws: PatternError.self) { try Pattern("abc\\Z") }
        #expect(
            error?.description == "an escape sequence is not one of ECMA-262 with Unicode (character 5)")
    }
}
