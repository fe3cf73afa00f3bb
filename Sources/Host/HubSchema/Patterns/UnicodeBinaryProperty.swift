/// The binary properties of ECMA-262 that the standard library knows, by their long names.
enum UnicodeBinaryProperty: String, Sendable, CaseIterable {
    case any = "Any"
    case ascii = "ASCII"
    case assigned = "Assigned"
    case alphabetic = "Alphabetic"
    case asciiHexDigit = "ASCII_Hex_Digit"
    case cased = "Cased"
    case dash = "Dash"
    case defaultIgnorable = "Default_Ignorable_Code_Point"
    case diacritic = "Diacritic"
    case emoji = "Emoji"
    case emojiModifier = "Emoji_Modifier"
    case emojiModifierBase = "Emoji_Modifier_Base"
    case emojiPresentation = "Emoji_Presentation"
    case extender = "Extender"
    case hexDigit = "Hex_Digit"
    case idContinue = "ID_Continue"
    case idStart = "ID_Start"
    case ideographic = "Ideographic"
    case lowercase = "Lowercase"
    case math = "Math"
    case noncharacter = "Noncharacter_Code_Point"
    case quotationMark = "Quotation_Mark"
    case unifiedIdeograph = "Unified_Ideograph"
    case uppercase = "Uppercase"
    case variationSelector = "Variation_Selector"
    case whitespace = "White_Space"
    case xidContinue = "XID_Continue"
    case xidStart = "XID_Start"

    private static let shortNames: [String: UnicodeBinaryProperty] = [
        "Alpha": .alphabetic, "AHex": .asciiHexDigit, "DI": .defaultIgnorable, "Dia": .diacritic,
        "EMod": .emojiModifier, "EBase": .emojiModifierBase, "EPres": .emojiPresentation, "Ext": .extender,
        "Hex": .hexDigit, "IDC": .idContinue, "IDS": .idStart, "Ideo": .ideographic, "Lower": .lowercase,
        "NChar": .noncharacter, "QMark": .quotationMark, "UIdeo": .unifiedIdeograph, "Upper": .uppercase,
        "VS": .variationSelector, "space": .whitespace, "XIDC": .xidContinue, "XIDS": .xidStart,
    ]

    init?(named name: String) {
        guard let property = Self(rawValue: name) ?? Self.shortNames[name] else { return nil }
        self = property
    }

    func holds(for scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return switch self {
        case .any: true
        case .ascii: scalar.isASCII
        case .assigned: properties.generalCategory != .unassigned
        case .alphabetic: properties.isAlphabetic
        case .asciiHexDigit: properties.isASCIIHexDigit
        case .cased: properties.isCased
        case .dash: properties.isDash
        case .defaultIgnorable: properties.isDefaultIgnorableCodePoint
        case .diacritic: properties.isDiacritic
        case .emoji: properties.isEmoji
        case .emojiModifier: properties.isEmojiModifier
        case .emojiModifierBase: properties.isEmojiModifierBase
        case .emojiPresentation: properties.isEmojiPresentation
        case .extender: properties.isExtender
        case .hexDigit: properties.isHexDigit
        case .idContinue: properties.isIDContinue
        case .idStart: properties.isIDStart
        case .ideographic: properties.isIdeographic
        case .lowercase: properties.isLowercase
        case .math: properties.isMath
        case .noncharacter: properties.isNoncharacterCodePoint
        case .quotationMark: properties.isQuotationMark
        case .unifiedIdeograph: properties.isUnifiedIdeograph
        case .uppercase: properties.isUppercase
        case .variationSelector: properties.isVariationSelector
        case .whitespace: properties.isWhitespace
        case .xidContinue: properties.isXIDContinue
        case .xidStart: properties.isXIDStart
        }
    }
}
