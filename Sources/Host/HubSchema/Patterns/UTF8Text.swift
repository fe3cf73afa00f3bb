/// Valid UTF-8 read by code points in both directions. Places are byte offsets at code point boundaries.
struct UTF8Text {
    // SAFETY: borrowed; whoever makes this keeps the buffer alive, and every index is checked against `count` first.
    private let bytes: UnsafeBufferPointer<UInt8>
    let count: Int

    // SAFETY: the caller keeps the buffer, which must hold valid UTF-8, alive for as long as this value.
    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        count = bytes.count
    }

    /// The code point after (or before) the place, and the place beyond it; nil at the text's end.
    @inline(__always)
    func codePoint(at place: Int, _ direction: PatternProgram.Direction) -> (UInt32, Int)? {
        switch direction {
        case .forward:
            guard place < count else { return nil }
            let first = bytes[place]
            return first < 0x80 ? (UInt32(first), place + 1) : decode(at: place)
        case .backward:
            guard place > 0 else { return nil }
            let start = previous(place)
            return (decode(at: start).0, start)
        }
    }

    func width(at place: Int) -> Int {
        switch bytes[place] {
        case 0..<0x80: 1
        case 0x80..<0xE0: 2
        case 0xE0..<0xF0: 3
        case _: 4
        }
    }

    /// One code point less from a run that went from `lowest` (on either side) to `place`.
    func stepBack(from place: Int, towards lowest: Int) -> Int {
        place > lowest ? previous(place) : place + width(at: place)
    }

    func isWordBoundary(_ place: Int) -> Bool {
        (place > 0 && isWord(bytes[place - 1])) != (place < count && isWord(bytes[place]))
    }

    func isEqual(_ range: Range<Int>, at place: Int) -> Bool {
        var other = place
        for index in range {
            if bytes[index] != bytes[other] { return false }
            other += 1
        }
        return true
    }

    private func previous(_ place: Int) -> Int {
        var start = place - 1
        while bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        case _: false
        }
    }

    private func decode(at place: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[place])
        switch width(at: place) {
        case 1: return (first, place + 1)
        case 2: return ((first & 0x1F) << 6 | tail(place + 1), place + 2)
        case 3: return ((first & 0x0F) << 12 | tail(place + 1) << 6 | tail(place + 2), place + 3)
        case _:
            return (
                (first & 0x07) << 18 | tail(place + 1) << 12 | tail(place + 2) << 6 | tail(place + 3), place + 4
            )
        }
    }

    @inline(__always)
    private func tail(_ place: Int) -> UInt32 { UInt32(bytes[place]) & 0x3F }
}
