import HubCore
import Synchronization

/// Replaces secrets' values by `•••` wherever they stand: as they are, behind escapes of JSON and of URLs, in base64 and hexadecimal, and
/// what they hold when they are base64 themselves. In time linear in the text; next to nothing where no secret begins in it.
struct SecretMask: Sendable {
    static let mark = "•••"
    private static let maximumShownBytes = 4096
    /// How many escapes may lie over one another: a URL in a JSON text in a JSON text.
    private static let maximumDepth = 3
    /// Bytes of one character behind as many: `\\\\u0061`, or two of these for one character, with room to spare.
    private static let longestEscape = 64

    private let beginnings: [BytePattern]
    private let forms: Forms

    init(_ secrets: [Secret]) {
        let forms = secrets.map { SecretForms(Array($0.reveal().utf8)) }
        beginnings = Set(forms.flatMap(\.beginnings)).map(BytePattern.init)
        self.forms = Forms(forms)
    }

    /// All forms, made when one is needed first.
    private final class Forms: Sendable {
        private let secrets: [SecretForms]
        private let made = Mutex<[BytePattern]?>(nil)

        init(_ secrets: [SecretForms]) { self.secrets = secrets }

        var all: [BytePattern] {
            made.withLock { made in
                let forms = made ?? Set(secrets.flatMap(\.all)).map(BytePattern.init)
                made = forms
                return forms
            }
        }
    }

    func isIn(_ bytes: [UInt8]) -> Bool { !places(in: EscapedText(bytes), depth: 0).isEmpty }

    func masked(_ bytes: [UInt8]) -> [UInt8] { hidden(in: bytes) ?? bytes }

    func masked(_ text: String) -> String {
        hidden(in: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Up to where a text that goes on may be shown now: no secret stands on both sides, whatever follows. As far as can be; never
    /// within a character.
    func shownEnd(of bytes: [UInt8]) -> Int {
        // What an escape at the very end means is not known yet.
        let tail = bytes.count - min(bytes.count, Self.longestEscape)
        let escape = bytes[tail...].firstIndex { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") }
        var end = escape ?? bytes.count
        let known = EscapedText(escape.map { Array(bytes[..<$0]) } ?? bytes)
        end = min(end, beginning(atEndOf: known, depth: 0))
        guard end < bytes.count else { return end }
        // Nor through a secret that is whole already: its end may look like another's beginning.
        let places = places(in: EscapedText(bytes), depth: 0)
        while let place = places.first(where: { $0.lowerBound < end && end < $0.upperBound }) {
            end = place.lowerBound
        }
        while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    /// Where the text's end begins that may become a secret; its very end where none may.
    private func beginning(atEndOf text: EscapedText, depth: Int) -> Int {
        let overlap = forms.all.map { $0.overlap(atEndOf: text.bytes) }.max() ?? 0
        var place = text.original(text.bytes.count - overlap)
        guard depth < Self.maximumDepth else { return place }
        for inner in [text.withoutJSONEscapes(), text.withoutPercentEncoding()] {
            if let inner { place = min(place, beginning(atEndOf: inner, depth: depth + 1)) }
        }
        return place
    }

    /// As a text to show, cut where it is long. Masked as a whole first: a cut through a secret would show a part of it.
    func excerpt(_ bytes: [UInt8]) -> String {
        let masked = masked(bytes)
        guard masked.count > Self.maximumShownBytes else { return String(decoding: masked, as: UTF8.self) }
        var end = Self.maximumShownBytes
        // Not through a character.
        while end > 0, masked[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: masked[..<end], as: UTF8.self) + "… (cut)"
    }

    func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .number: return hidden(in: value.bytes).map { .string(String(decoding: $0, as: UTF8.self)) } ?? value
        case .string(let text): return .string(masked(text))
        case .array(let elements): return .array(elements.map { masked($0) })
        case .object(let members):
            return .object(JSONObject(members.map { (masked($0.key), masked($0.value)) }))
        }
    }

    /// nil when there is no secret in it, which is nearly always.
    private func hidden(in bytes: [UInt8]) -> [UInt8]? {
        let places = places(in: EscapedText(bytes), depth: 0).sorted { $0.lowerBound < $1.lowerBound }
        guard !places.isEmpty else { return nil }
        var result: [UInt8] = []
        var shown = 0
        for place in places {
            if place.lowerBound >= shown {
                result += bytes[shown..<place.lowerBound]
                result += Self.mark.utf8
            }
            shown = max(shown, place.upperBound)
        }
        return result + bytes[shown...]
    }

    /// Where secrets stand, in any order; they may overlap.
    private func places(in text: EscapedText, depth: Int) -> [Range<Int>] {
        var places: [Range<Int>] = []
        if beginnings.contains(where: { $0.begins(in: text.bytes) }) {
            places = forms.all.flatMap { $0.places(in: text.bytes) }.map(text.original)
        }
        guard depth < Self.maximumDepth else { return places }
        for inner in [text.withoutJSONEscapes(), text.withoutPercentEncoding()] {
            if let inner { places += self.places(in: inner, depth: depth + 1) }
        }
        return places
    }
}
