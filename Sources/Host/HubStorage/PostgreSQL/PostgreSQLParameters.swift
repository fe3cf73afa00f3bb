/// Values laid out as libpq takes them: text, each ended by a NUL, and bytes as they are. Used again and again, so that it
/// allocates nothing.
struct PostgreSQLParameters {
    /// What libpq is told of the values, one of each a value.
    struct Layout {
        /// Where it begins; nil stands for null.
        let values: UnsafeBufferPointer<UnsafePointer<CChar>?>
        /// Bytes, which libpq asks of those in the binary format only.
        let lengths: UnsafeBufferPointer<Int32>
        /// 0: text, 1: binary.
        let formats: UnsafeBufferPointer<Int32>
    }

    private var bytes: [UInt8] = []
    /// Where each value begins; nil stands for null.
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Lends the values; the pointers hold for the call.
    mutating func withValues<Result>(_ values: [SQLValue], _ body: (Layout) -> Result) -> Result {
        lay(values)
        return bytes.withUnsafeBufferPointer { bytes in
            // SAFETY: the bytes lie still for the closure. Each text ends with the NUL that was put behind it, and bytes
            // are as many as their length says.
            bytes.withMemoryRebound(to: CChar.self) { characters in
                let pointers = offsets.map { offset in
                    offset.flatMap { start in characters.baseAddress.map { UnsafePointer($0 + start) } }
                }
                return pointers.withUnsafeBufferPointer { pointers in
                    lengths.withUnsafeBufferPointer { lengths in
                        formats.withUnsafeBufferPointer { formats in
                            body(Layout(values: pointers, lengths: lengths, formats: formats))
                        }
                    }
                }
            }
        }
    }

    private mutating func lay(_ values: [SQLValue]) {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for value in values {
            let start = bytes.count
            var isBinary = false
            switch value {
            case .null: break
            case .integer(let number): bytes.append(contentsOf: String(number).utf8)
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .bytes(let value):
                bytes.append(contentsOf: value)
                isBinary = true
            }
            offsets.append(value == .null ? nil : start)
            lengths.append(Int32(clamping: bytes.count - start))
            formats.append(isBinary ? 1 : 0)
            bytes.append(0)
        }
    }
}
