/// A command with its arguments, as it goes over the wire: an array of byte strings, so that no argument can be read
/// as another one or as a command. https://redis.io/docs/latest/develop/reference/protocol-spec/
package struct RedisCommand: Sendable {
    let bytes: [UInt8]

    package init(_ name: StaticString, _ arguments: RedisArgument...) { self.init(name, arguments) }

    package init(_ name: StaticString, _ arguments: [RedisArgument]) {
        let payload = arguments.reduce(0) { $0 + $1.count + 24 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload + 48)
        Self.append(UInt8(ascii: "*"), arguments.count + 1, to: &bytes)
        Self.append(UInt8(ascii: "$"), name.utf8CodeUnitCount, to: &bytes)
        // SAFETY: a static string is immortal, and the buffer spans exactly its code units.
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        Self.endLine(&bytes)
        for argument in arguments {
            Self.append(UInt8(ascii: "$"), argument.count, to: &bytes)
            argument.append(to: &bytes)
            Self.endLine(&bytes)
        }
        self.bytes = bytes
    }

    private static func append(_ kind: UInt8, _ count: Int, to bytes: inout [UInt8]) {
        bytes.append(kind)
        bytes.append(contentsOf: String(count).utf8)
        endLine(&bytes)
    }

    private static func endLine(_ bytes: inout [UInt8]) {
        bytes.append(0x0D)
        bytes.append(0x0A)
    }
}

/// One argument of a command.
package enum RedisArgument: Sendable, ExpressibleByStringLiteral {
    case text(String)
    case bytes([UInt8])

    package static func number(_ value: Int) -> RedisArgument { .text(String(value)) }

    package init(stringLiteral value: String) { self = .text(value) }

    var count: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }

    func append(to target: inout [UInt8]) {
        switch self {
        case .text(let text): target.append(contentsOf: text.utf8)
        case .bytes(let bytes): target.append(contentsOf: bytes)
        }
    }
}
