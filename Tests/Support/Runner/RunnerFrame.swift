import RunnerProtocol

/// A frame of agenthub_runner.h.
struct RunnerFrame: Sendable {
    var kind: Int
    var code = 0
    var status: Int32 = 0
    var number: UInt32 = 0
    var subject: UInt64 = 0
    var object: UInt64 = 0
    var payload: [UInt8] = []

    static let headSize = MemoryLayout<ahr_header>.size

    init(
        _ kind: Int, code: Int = 0, status: Int32 = 0, number: UInt32 = 0, subject: UInt64 = 0, object: UInt64 = 0,
        payload: [UInt8] = []
    ) {
        (self.kind, self.code, self.status, self.number) = (kind, code, status, number)
        (self.subject, self.object, self.payload) = (subject, object, payload)
    }

    /// Without its payload; `length` says how much of it comes.
    init(head: ahr_header) {
        self.init(
            Int(head.kind), code: Int(head.code), status: head.status, number: head.number, subject: head.subject,
            object: head.object)
    }

    var bytes: [UInt8] {
        let head = ahr_header(
            length: UInt32(payload.count), kind: UInt16(kind), code: UInt16(code), status: status, number: number,
            subject: subject, object: object)
        return withUnsafeBytes(of: head) { Array($0) } + payload
    }

    /// All parts but the last with their lengths before them.
    static func payload(_ parts: [UInt8]...) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts.dropLast() { bytes += number(UInt32(part.count)) + part }
        return bytes + (parts.last ?? [])
    }

    static func number(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
}

/// A payload that is read from its front.
struct RunnerPayload {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Zeros for what is not there.
    mutating func number<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value {
        var value: Value = 0
        withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: rest.prefix($0.count)) }
        rest = rest.dropFirst(MemoryLayout<Value>.size)
        return value
    }

    /// A part that has its length before it.
    mutating func part() -> [UInt8] { take(Int(number(UInt32.self))) }

    /// A text of a description, NUL-terminated for as long as the process lives; nil for NULL.
    mutating func text() -> UnsafePointer<CChar>? {
        let length = number(UInt32.self)
        guard length != .max else { return nil }
        let bytes = take(Int(length))
        // SAFETY: never freed, as the strings of a plugin's tables are not.
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() { pointer[index] = CChar(bitPattern: byte) }
        pointer[bytes.count] = 0
        return UnsafePointer(pointer)
    }

    mutating func remainder() -> [UInt8] { take(rest.count) }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
