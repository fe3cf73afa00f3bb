/// Reads a payload from its beginning. The other side may have written anything: what is not there is nil.
struct FrameCursor {
    private(set) var rest: UnsafeRawBufferPointer

    init(_ payload: UnsafeRawBufferPointer) { rest = payload }

    mutating func byte() -> UInt8? { number(UInt8.self) }
    mutating func uint32() -> UInt32? { number(UInt32.self) }
    mutating func uint64() -> UInt64? { number(UInt64.self) }

    private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number? {
        take(MemoryLayout<Number>.size).map { $0.loadUnaligned(as: type) }
    }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count <= rest.count else { return nil }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
        return UnsafeRawBufferPointer(rebasing: rest[..<count])
    }

    /// A byte string that begins with its length.
    mutating func counted() -> UnsafeRawBufferPointer? {
        guard let count = uint32() else { return nil }
        return take(Int(count))
    }
}

extension UnsafeRawBufferPointer {
    static var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    /// A copy; nil when it is longer than the limit.
    func copy(limit: Int) -> [UInt8]? { count <= limit ? Array(self) : nil }

    /// A copy as text; nil when it is longer than the limit in bytes, or no UTF-8, or has a NUL in it.
    func text(limit: Int) -> String? {
        guard count <= limit, !contains(0) else { return nil }
        return String(validating: self, as: UTF8.self)
    }
}
