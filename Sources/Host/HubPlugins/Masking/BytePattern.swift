import Glibc

/// Bytes to look for: nearly always they are nowhere, which their beginning tells soon. Where it stands somewhere, the rest is
/// done by the algorithm of Knuth, Morris and Pratt: in linear time, whatever the bytes and the text.
struct BytePattern: Sendable {
    /// Bytes that are compared before anything is prepared.
    private static let beginning = 8

    let bytes: [UInt8]

    /// `bytes` must not be empty.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether the first eight of the bytes are in the text, and there is room for all of them.
    func begins(in text: [UInt8]) -> Bool { candidate(in: text) != nil }

    /// Where the bytes stand in the text; they may overlap.
    func places(in text: [UInt8]) -> [Range<Int>] {
        guard let start = candidate(in: text) else { return [] }
        let fallbacks = fallbacks
        var places: [Range<Int>] = []
        var length = 0
        for index in start..<text.count {
            let byte = text[index]
            while length > 0, byte != bytes[length] { length = fallbacks[length - 1] }
            if byte == bytes[length] { length += 1 }
            if length == bytes.count {
                places.append(index + 1 - length..<index + 1)
                length = fallbacks[length - 1]
            }
        }
        return places
    }

    /// How many bytes at the text's end are a beginning of these, but for all of them: as many as can be.
    func overlap(atEndOf text: [UInt8]) -> Int {
        guard let start = lastBeginning(in: text) else { return 0 }
        let fallbacks = fallbacks
        var length = 0
        for byte in text[start...] {
            while length > 0, byte != bytes[length] { length = fallbacks[length - 1] }
            if byte == bytes[length] { length += 1 }
            if length == bytes.count { length = fallbacks[length - 1] }
        }
        return length
    }

    /// The first place from which the text, to its end, could be a beginning of the bytes.
    private func lastBeginning(in text: [UInt8]) -> Int? {
        let first = max(0, text.count - bytes.count + 1)
        return text.withUnsafeBytes { text in
            bytes.withUnsafeBytes { pattern in
                // SAFETY: both buffers are borrowed for the closure; what is compared ends with the text, or is within the
                // pattern.
                guard let start = text.baseAddress, let sought = pattern.baseAddress else { return nil }
                var from = first
                while from < text.count, let found = memchr(start + from, Int32(pattern[0]), text.count - from) {
                    let place = UnsafeRawPointer(found) - start
                    let length = min(Self.beginning, pattern.count, text.count - place)
                    if memcmp(found, sought, length) == 0 { return place }
                    from = place + 1
                }
                return nil
            }
        }
    }

    /// The first place where the bytes begin and could end.
    private func candidate(in text: [UInt8]) -> Int? {
        let last = text.count - bytes.count
        let length = min(Self.beginning, bytes.count)
        return text.withUnsafeBytes { text in
            bytes.withUnsafeBytes { pattern in
                // SAFETY: both buffers are borrowed for the closure; `place + length` is within the text, since a place
                // is no later than `last`.
                guard last >= 0, let start = text.baseAddress, let sought = pattern.baseAddress else { return nil }
                var from = 0
                while from <= last, let found = memchr(start + from, Int32(pattern[0]), last - from + 1) {
                    if memcmp(found, sought, length) == 0 { return UnsafeRawPointer(found) - start }
                    from = UnsafeRawPointer(found) - start + 1
                }
                return nil
            }
        }
    }

    /// Of each beginning of the bytes: the longest shorter beginning that it ends with.
    private var fallbacks: [Int] {
        [Int](unsafeUninitializedCapacity: bytes.count) { fallbacks, count in
            count = bytes.count
            fallbacks.initialize(repeating: 0)
            var length = 0
            for index in bytes.indices.dropFirst() {
                while length > 0, bytes[index] != bytes[length] { length = fallbacks[length - 1] }
                if bytes[index] == bytes[length] { length += 1 }
                fallbacks[index] = length
            }
        }
    }
}
