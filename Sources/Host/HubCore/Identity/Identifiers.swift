import FoundationEssentials

/// A tenant's id: a slug that admins choose (`acme-corp`), stable for the tenant's life.
package struct TenantID: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// 1 to 63 characters of `a-z`, `0-9`, `-` and `_`, the first a letter or digit; nil otherwise.
    package init?(_ rawValue: String) {
        let bytes = rawValue.utf8
        guard let first = bytes.first, bytes.count <= 63, Self.isAlphanumeric(first),
            bytes.allSatisfy({ Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        else { return nil }
        self.rawValue = rawValue
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    package var description: String { rawValue }
}

/// The caller inside a tenant: the token's `sub`, opaque to us.
package struct UserID: Hashable, Sendable {
    package let rawValue: String

    /// 1 to 255 bytes without NUL; nil otherwise.
    package init?(_ rawValue: String) {
        guard (1...255).contains(rawValue.utf8.count), !rawValue.utf8.contains(0) else { return nil }
        self.rawValue = rawValue
    }
}

/// An id that the database knows as a UUID. One tag type a table keeps them from being mixed up.
package struct RowID<Table>: Hashable, Sendable, CustomStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) { self.uuid = uuid }

    /// A new id, ordered by time (UUID version 7), so that indexes grow at their end.
    package init() { uuid = .version7() }

    /// The usual form of 36 characters, either case; nil otherwise.
    package init?(_ text: String) {
        guard text.utf8.count == 36, let uuid = UUID(uuidString: text) else { return nil }
        self.uuid = uuid
    }

    /// Lower case, as it stands in the database and on the wire.
    package var description: String { uuid.uuidString.lowercased() }
}

package typealias AgentID = RowID<Agent>
package typealias ToolID = RowID<Tool>
package typealias ModelID = RowID<LanguageModel>
package typealias SessionID = RowID<Session>
package typealias MessageID = RowID<Message>

extension UUID {
    /// A UUID of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits.
    package static func version7(now: Date = Date()) -> UUID {
        let milliseconds = UInt64(now.timeIntervalSince1970 * 1000)
        var generator = SystemRandomNumberGenerator()
        let random = (generator.next() as UInt64, generator.next() as UInt64)
        func byte(_ value: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> (8 * index)) }
        return UUID(
            uuid: (
                byte(milliseconds, 5), byte(milliseconds, 4), byte(milliseconds, 3), byte(milliseconds, 2),
                byte(milliseconds, 1), byte(milliseconds, 0),
                0x70 | byte(random.0, 1) & 0x0F, byte(random.0, 0),
                0x80 | byte(random.1, 7) & 0x3F, byte(random.1, 6), byte(random.1, 5), byte(random.1, 4),
                byte(random.1, 3), byte(random.1, 2), byte(random.1, 1), byte(random.1, 0)
            )
        )
    }
}
