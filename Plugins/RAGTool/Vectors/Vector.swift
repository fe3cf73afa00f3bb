/// What is compared: 32-bit floats, scaled to length 1, so that a product of two is their cosine.
enum Vector {
    /// Nil: it has another size, or a length that nothing can be said of.
    static func normalized(_ numbers: [Float], dimensions: Int) -> [Float]? {
        guard numbers.count == dimensions else { return nil }
        let square = numbers.reduce(into: Double(0)) { $0 += Double($1) * Double($1) }
        guard square.isFinite, square > 1e-30 else { return nil }
        let scale = 1 / square.squareRoot()
        return numbers.map { Float(Double($0) * scale) }
    }

    /// Little-endian.
    static func bytes(_ numbers: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * numbers.count)
        for number in numbers {
            let word = number.bitPattern
            bytes.append(UInt8(truncatingIfNeeded: word))
            bytes.append(UInt8(truncatingIfNeeded: word >> 8))
            bytes.append(UInt8(truncatingIfNeeded: word >> 16))
            bytes.append(UInt8(truncatingIfNeeded: word >> 24))
        }
        return bytes
    }
}
