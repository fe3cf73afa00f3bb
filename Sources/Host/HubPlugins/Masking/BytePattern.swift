/// Bytes to look for, by the algorithm of Knuth, Morris and Pratt: in linear time, whatever the bytes and the text.
struct BytePattern: Sendable {
    let bytes: [UInt8]
    /// Of each beginning of the bytes: the longest shorter beginning that it ends with.
    private let fallbacks: [Int]

    /// `bytes` must not be empty.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        fallbacks = [Int](unsafeUninitializedCapacity: bytes.count) { fallbacks, count in
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

    /// Where the bytes stand in the text; they may overlap.
    func places(in text: [UInt8]) -> [Range<Int>] {
        guard text.count >= bytes.count else { return [] }
        var places: [Range<Int>] = []
        var length = 0
        for (index, byte) in text.enumerated() {
            while length > 0, byte != bytes[length] { length = fallbacks[length - 1] }
            if byte == bytes[length] { length += 1 }
            if length == bytes.count {
                places.append(index + 1 - length..<index + 1)
                length = fallbacks[length - 1]
            }
        }
        return places
    }
}
