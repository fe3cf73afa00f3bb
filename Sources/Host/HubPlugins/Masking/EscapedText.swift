/// A text, and where each of its bytes stood before escapes were taken out of it.
struct EscapedText {
    let bytes: [UInt8]
    /// Of each byte, and of the end; nil while no escape was taken out.
    private let places: [Int]?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        places = nil
    }

    private init(_ bytes: [UInt8], _ places: [Int]) {
        self.bytes = bytes
        self.places = places
    }

    /// Where the bytes of the range stood at first.
    func original(_ range: Range<Int>) -> Range<Int> {
        guard let places else { return range }
        return places[range.lowerBound]..<max(places[range.upperBound], places[range.lowerBound] + 1)
    }

    /// Where the byte stood at first, or the end.
    func original(_ index: Int) -> Int { place(index) }

    private func place(_ index: Int) -> Int { places.map { $0[index] } ?? index }

    /// As a reader of JSON reads it, inside of a string or not; nil when it has no escape. What is no escape stays.
    func withoutJSONEscapes() -> EscapedText? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return nil }
        return decoded { index in
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else { return nil }
            switch bytes[index + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return ([bytes[index + 1]], 2)
            case UInt8(ascii: "b"): return ([0x08], 2)
            case UInt8(ascii: "f"): return ([0x0C], 2)
            case UInt8(ascii: "n"): return ([0x0A], 2)
            case UInt8(ascii: "r"): return ([0x0D], 2)
            case UInt8(ascii: "t"): return ([0x09], 2)
            case UInt8(ascii: "u"): return scalar(at: index)
            case _: return nil
            }
        }
    }

    /// As a reader of a URL's query reads it; nil when it has nothing to decode. `+` and what stands for it are spaces.
    func withoutPercentEncoding() -> EscapedText? {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return nil }
        return decoded { index in
            switch bytes[index] {
            case UInt8(ascii: "+"): return ([UInt8(ascii: " ")], 1)
            case UInt8(ascii: "%"):
                guard let byte = hexadecimal(at: index + 1, digits: 2) else { return nil }
                return ([byte == 0x2B ? UInt8(ascii: " ") : UInt8(byte)], 3)
            case _: return nil
            }
        }
    }

    /// nil when nothing is decoded. `escape` gives the bytes for what begins at an index, and how long that is; nil: the
    /// byte stands for itself.
    private func decoded(_ escape: (Int) -> (bytes: [UInt8], length: Int)?) -> EscapedText? {
        var decoded: [UInt8] = []
        var places: [Int] = []
        decoded.reserveCapacity(bytes.count)
        places.reserveCapacity(bytes.count + 1)
        var index = 0
        while index < bytes.count {
            if let (read, length) = escape(index) {
                decoded += read
                for _ in read { places.append(place(index)) }
                index += length
            } else {
                decoded.append(bytes[index])
                places.append(place(index))
                index += 1
            }
        }
        places.append(place(bytes.count))
        return decoded.count == bytes.count && decoded == bytes ? nil : EscapedText(decoded, places)
    }

    /// `\uXXXX`, or two of them that make one character.
    private func scalar(at index: Int) -> (bytes: [UInt8], length: Int)? {
        guard let unit = hexadecimal(at: index + 2, digits: 4) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return (Array(String(Character(scalar)).utf8), 6) }
        let next = index + 6
        guard unit < 0xDC00, next + 1 < bytes.count, bytes[next] == UInt8(ascii: "\\"),
            bytes[next + 1] == UInt8(ascii: "u"), let low = hexadecimal(at: next + 2, digits: 4),
            (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { return nil }
        return (Array(String(Character(scalar)).utf8), 12)
    }

    private func hexadecimal(at index: Int, digits: Int) -> UInt32? {
        guard index + digits <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<index + digits] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            case _: return nil
            }
        }
        return value
    }
}
