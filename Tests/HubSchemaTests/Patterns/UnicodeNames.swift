/// Names that ECMA-262 gives to properties, of all three kinds.
enum UnicodeNames {
    static let all = categories + binary + scripts.map { "Script=\($0)" } + scripts.map { "sc=\($0)" }

    private static let categories = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm",
        "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn", "L", "LC", "M", "N", "P", "S", "Z", "C",
        "Uppercase_Letter", "Combining_Mark", "Separator", "Other", "Private_Use", "Unassigned", "Surrogate",
    ]
    private static let binary = [
        "Any", "ASCII", "Assigned", "Alphabetic", "Alpha", "ASCII_Hex_Digit", "Cased", "Dash",
        "Default_Ignorable_Code_Point", "Diacritic", "Emoji", "Emoji_Modifier", "Emoji_Modifier_Base",
        "Emoji_Presentation", "Extender", "Hex_Digit", "ID_Continue", "ID_Start", "Ideographic", "Lowercase", "Math",
        "Noncharacter_Code_Point", "Quotation_Mark", "Unified_Ideograph", "Uppercase", "Variation_Selector",
        "White_Space", "XID_Continue", "XID_Start", "Upper", "space", "IDS",
    ]
    private static let scripts = [
        "Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Arabic", "Devanagari", "Bengali", "Tamil",
        "Thai", "Lao", "Khmer", "Myanmar", "Hangul", "Hiragana", "Katakana", "Bopomofo", "Han",
    ]
}
