/// Values laid out as libpq takes them: text, each ended by a NUL. Used again and again, so that it allocates nothing.
struct PostgreSQLParameters {
    private var bytes: [UInt8] = []
    /// Where each value begins; nil stands for null.
    private var offsets: [Int?] = []

    /// Lends the values; the pointers hold for the call.
    mutating func withValues<Result>(
        _ values: [SQLValue], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        for value in values {
            switch value {
            case .null:
                offsets.append(nil)
                continue
            case .integer(let number):
                offsets.append(bytes.count)
                bytes.append(contentsOf: String(number).utf8)
            case .text(let text):
                offsets.append(bytes.count)
                bytes.append(contentsOf: text.utf8)
            }
            bytes.append(0)
        }
        return bytes.withUnsafeBufferPointer { bytes in
            // SAFETY: the bytes lie still for the closure, and each value ends with the NUL that was put behind it.
            bytes.withMemoryRebound(to: CChar.self) { characters in
                let pointers = offsets.map { offset in
                    offset.flatMap { start in characters.baseAddress.map { UnsafePointer($0 + start) } }
                }
                return pointers.withUnsafeBufferPointer(body)
            }
        }
    }
}
