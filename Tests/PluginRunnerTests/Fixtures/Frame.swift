import Foundation
import RunnerProtocol

/// One frame, as it travels.
struct Frame: Sendable, CustomStringConvertible {
    static let headBytes = MemoryLayout<ahr_header>.size

    var kind: Int
    var code: UInt16 = 0
    var status: Int32 = 0
    var number: UInt32 = 0
    var subject: UInt64 = 0
    var object: UInt64 = 0
    var payload: [UInt8] = []

    var text: String { String(decoding: payload, as: UTF8.self) }

    var description: String {
        "frame \(kind), code \(code), status \(status), number \(number), subject \(subject), \"\(text.prefix(200))\""
    }

    var bytes: [UInt8] {
        let head = ahr_header(
            length: UInt32(payload.count), kind: UInt16(kind), code: code, status: status, number: number,
            subject: subject, object: object)
        return withUnsafeBytes(of: head) { Array($0) } + payload
    }

    /// A frame without its payload, and how many bytes that has.
    static func head(_ bytes: [UInt8]) -> (Frame, length: Int) {
        // SAFETY: the caller has read as many bytes as a head has, and any of them are one.
        let head = bytes.withUnsafeBytes { $0.loadUnaligned(as: ahr_header.self) }
        let frame = Frame(
            kind: Int(head.kind), code: head.code, status: head.status, number: head.number, subject: head.subject,
            object: head.object)
        return (frame, Int(head.length))
    }

    /// Several byte strings in one payload.
    static func parts(_ parts: [UInt8]...) -> [UInt8] {
        parts.dropLast().flatMap { native(UInt32($0.count)) + $0 } + (parts.last ?? [])
    }

    static func native(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
}
