/// Why a text is not a usable ECMA-262 regular expression. `offset` counts code points from its start.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        case tooLong
        case tooLarge
        case tooDeep
        case unterminatedGroup
        case unmatchedParenthesis
        case unknownGroup
        case invalidGroupName
        case duplicateGroupName
        case unknownGroupReference
        case nothingToRepeat
        case quantifierOutOfOrder
        case quantifierTooLarge
        case loneBracket
        case unterminatedClass
        case invalidRange
        case invalidEscape
        case unknownProperty
    }

    package let reason: Reason
    package let offset: Int

    package var description: String { "\(Self.sentence(for: reason)) (character \(offset + 1))" }

    private static func sentence(for reason: Reason) -> String {
        switch reason {
        case .tooLong: "the pattern is longer than \(Pattern.maximumLength) bytes"
        case .tooLarge: "its repetitions make the pattern too large"
        case .tooDeep: "its groups are nested too deeply"
        case .unterminatedGroup: "a group is not closed"
        case .unmatchedParenthesis: "a closing parenthesis has no opening one"
        case .unknownGroup: "this kind of group is not one of ECMA-262"
        case .invalidGroupName: "a group's name is not an identifier in angle brackets"
        case .duplicateGroupName: "two groups have the same name"
        case .unknownGroupReference: "a back-reference names a group that does not exist"
        case .nothingToRepeat: "a quantifier has nothing before it that can be repeated"
        case .quantifierOutOfOrder: "a quantifier's bounds are out of order"
        case .quantifierTooLarge: "a quantifier's bound is above \(PatternParser.maximumRepetitions)"
        case .loneBracket: "a bracket or brace stands alone and must be escaped"
        case .unterminatedClass: "a character class is not closed"
        case .invalidRange: "a character range is not made of two characters in order"
        case .invalidEscape: "an escape sequence is not one of ECMA-262 with Unicode"
        case .unknownProperty: "a Unicode property is not known"
        }
    }
}
