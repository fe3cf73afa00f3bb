/// Bytes that come in pieces, taken out line by line.
struct LineBuffer {
    private static let maximumLine = 64 << 10
    private var rest: [UInt8] = []

    /// The lines that are whole now, without their ends.
    mutating func lines(adding bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        rest += bytes
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else {
            // The frames' ends are written by us, but the plugin can write anywhere.
            if rest.count > Self.maximumLine { rest = [] }
            return []
        }
        let lines = rest[..<end].split(separator: UInt8(ascii: "\n"))
        rest = Array(rest[(end + 1)...])
        return lines
    }
}
