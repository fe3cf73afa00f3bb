import Foundation

/// Words that stand nowhere else, to be looked for in what others get to see.
enum Canary {
    private static let mark = "zq7k"

    /// A new word of lower-case letters and digits, which a tenant's id and a row's name may be.
    static func word(_ label: String = "") -> String {
        mark + label + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "").prefix(14)
    }

    /// Every such word in a text, each once.
    static func words(in text: some Sequence<UInt8>) -> Set<String> {
        let bytes = Array(text)
        let first = Array(mark.utf8)
        var found: Set<String> = []
        var start = 0
        while let range = bytes[start...].firstRange(of: first) {
            let end = bytes[range.upperBound...].firstIndex { !isPart($0) } ?? bytes.endIndex
            found.insert(String(decoding: bytes[range.lowerBound..<end], as: UTF8.self))
            start = end
        }
        return found
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
