/// General categories as bits, so that a group such as `L` is a mask.
enum UnicodeCategory {
    private static let names: [(short: String, long: String)] = [
        ("Lu", "Uppercase_Letter"), ("Ll", "Lowercase_Letter"), ("Lt", "Titlecase_Letter"), ("Lm", "Modifier_Letter"),
        ("Lo", "Other_Letter"), ("Mn", "Nonspacing_Mark"), ("Mc", "Spacing_Mark"), ("Me", "Enclosing_Mark"),
        ("Nd", "Decimal_Number"), ("Nl", "Letter_Number"), ("No", "Other_Number"), ("Pc", "Connector_Punctuation"),
        ("Pd", "Dash_Punctuation"), ("Ps", "Open_Punctuation"), ("Pe", "Close_Punctuation"),
        ("Pi", "Initial_Punctuation"), ("Pf", "Final_Punctuation"), ("Po", "Other_Punctuation"), ("Sm", "Math_Symbol"),
        ("Sc", "Currency_Symbol"), ("Sk", "Modifier_Symbol"), ("So", "Other_Symbol"), ("Zs", "Space_Separator"),
        ("Zl", "Line_Separator"), ("Zp", "Paragraph_Separator"), ("Cc", "Control"), ("Cf", "Format"),
        ("Cs", "Surrogate"), ("Co", "Private_Use"), ("Cn", "Unassigned"),
    ]

    /// Groups and further names of Unicode's value aliases, each as the short names that it stands for.
    private static let groups: [(names: [String], members: String)] = [
        (["L", "Letter"], "Lu Ll Lt Lm Lo"), (["LC", "Cased_Letter"], "Lu Ll Lt"),
        (["M", "Mark", "Combining_Mark"], "Mn Mc Me"), (["N", "Number"], "Nd Nl No"), (["digit"], "Nd"),
        (["P", "Punctuation", "punct"], "Pc Pd Ps Pe Pi Pf Po"), (["S", "Symbol"], "Sm Sc Sk So"),
        (["Z", "Separator"], "Zs Zl Zp"), (["C", "Other"], "Cc Cf Cs Co Cn"), (["cntrl"], "Cc"),
    ]

    private static let masks: [String: UInt32] = {
        var masks: [String: UInt32] = [:]
        for (position, name) in names.enumerated() {
            masks[name.short] = 1 << position
            masks[name.long] = 1 << position
        }
        for group in groups {
            let mask = group.members.split(separator: " ").reduce(0) { $0 | (masks[String($1)] ?? 0) }
            for name in group.names { masks[name] = mask }
        }
        return masks
    }()

    static func mask(named name: String) -> UInt32? { masks[name] }

    static func bit(of category: Unicode.GeneralCategory) -> UInt32 { 1 << position(of: category) }

    /// The category's place in `names`.
    private static func position(of category: Unicode.GeneralCategory) -> UInt32 {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: 29
        }
    }
}
