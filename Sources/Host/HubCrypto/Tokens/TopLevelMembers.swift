/// Counts the members that a JSON object was written with, the doubled ones twice.
///
/// RFC 7515 §4 and RFC 7519 §4 let a parser refuse doubled names, and two parsers that pick different ones are how a
/// token comes to mean two things. The house's parser keeps the last one, so the count tells.
enum TopLevelMembers {
    /// `bytes` must have been parsed as one JSON object.
    static func count(in bytes: [UInt8]) -> Int {
        var depth = 0
        var commas = 0
        var isInString = false
        var isEscaped = false
        var isEmpty = true
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                isEmpty = false
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 1: commas += 1
            default: continue
            }
        }
        return isEmpty ? 0 : commas + 1
    }
}
