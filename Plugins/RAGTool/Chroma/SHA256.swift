/// SHA-256 as in FIPS 180-4, for names that nobody can make two things have.
enum SHA256 {
    /// In hexadecimal, 64 characters. Each part is told from the next by its length.
    static func hexadecimal(_ parts: [String]) -> String {
        let bytes = parts.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
        return digest(bytes).map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.utf8.count) + digits
        }.joined()
    }

    private static let beginning = roots(of: 8, power: 2)
    private static let constants = roots(of: 64, power: 3)

    private static func digest(_ message: [UInt8]) -> [UInt32] {
        var bytes = message + [0x80]
        bytes += [UInt8](repeating: 0, count: (120 - bytes.count % 64) % 64)
        let length = UInt64(message.count) * 8
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        var hash = beginning
        for block in stride(from: 0, to: bytes.count, by: 64) {
            var words = (0..<16).map { index in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + 4 * index + $1]) }
            }
            for index in 16..<64 {
                let (near, far) = (words[index - 15], words[index - 2])
                let first = turned(near, 7) ^ turned(near, 18) ^ near >> 3
                let second = turned(far, 17) ^ turned(far, 19) ^ far >> 10
                words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
            }
            var state = hash
            for index in 0..<64 {
                let (a, b, c, e) = (state[0], state[1], state[2], state[4])
                let choice = (e & state[5]) ^ (~e & state[6])
                let first =
                    state[7] &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) &+ choice &+ constants[index]
                    &+ words[index]
                let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
                state = [first &+ second, a, b, c, state[3] &+ first, e, state[5], state[6]]
            }
            for index in 0..<8 { hash[index] = hash[index] &+ state[index] }
        }
        return hash
    }

    private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits behind the point of the square or cube roots of the first primes, which the standard's constants are.
    private static func roots(of count: Int, power: Int) -> [UInt32] {
        let primes = (2...311).filter { number in !(2..<number).contains { number % $0 == 0 } }.prefix(count)
        return primes.map { prime in
            // The largest whole number whose power is at most prime << 32 * power: the root in units of 2^-32.
            var root: UInt64 = 0
            for bit in stride(from: 36, through: 0, by: -1) {
                let candidate = root | 1 << UInt64(bit)
                if isAtMost(candidate, power: power, prime: UInt64(prime)) { root = candidate }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }

    private static func isAtMost(_ number: UInt64, power: Int, prime: UInt64) -> Bool {
        var product = UInt128(number)
        for _ in 1..<power { product *= UInt128(number) }
        return product <= UInt128(prime) << UInt128(32 * power)
    }
}
