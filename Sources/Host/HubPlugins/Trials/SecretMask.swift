import HubCore

/// Replaces secrets' values by `•••` wherever they stand, as they are, as JSON writes them and as URLs do.
struct SecretMask: Sendable {
    static let mark = "•••"
    private static let maximumShownBytes = 4096

    /// The longest first, so that none is cut by a shorter one that it contains.
    private let needles: [[UInt8]]

    init(_ secrets: [Secret]) {
        let forms = secrets.flatMap { secret -> [String] in
            let value = secret.reveal()
            return [value, String(JSONValue.string(value).text.dropFirst().dropLast()), Self.percentEncoded(value)]
        }
        needles = Set(forms.filter { !$0.isEmpty }).map { Array($0.utf8) }.sorted { $0.count > $1.count }
    }

    func masked(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            if let needle = needles.first(where: { $0[0] == bytes[place] && bytes[place...].starts(with: $0) }) {
                result += Array(Self.mark.utf8)
                place += needle.count
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }

    func masked(_ text: String) -> String { String(decoding: masked(Array(text.utf8)), as: UTF8.self) }

    /// As a text to show, cut where it is long. Masked as a whole first: a cut through a secret would show a part of it.
    func excerpt(_ bytes: [UInt8]) -> String {
        let masked = masked(bytes)
        guard masked.count > Self.maximumShownBytes else { return String(decoding: masked, as: UTF8.self) }
        var end = Self.maximumShownBytes
        // Not through a character.
        while end > 0, masked[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: masked[..<end], as: UTF8.self) + "… (cut)"
    }

    func masked(_ outcome: ToolOutcome) -> ToolOutcome {
        switch outcome {
        case .success(let value): .success(masked(value))
        case .failure(let failure):
            .failure(ToolFailure(failure.code, masked(failure.message), details: masked(failure.details)))
        }
    }

    func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .number:
            let text = masked(value.text)
            return text == value.text ? value : .string(text)
        case .string(let text): return .string(masked(text))
        case .array(let elements): return .array(elements.map { masked($0) })
        case .object(let members):
            return .object(JSONObject(members.map { (masked($0.key), masked($0.value)) }))
        }
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            case _: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
