import HubCore

/// What a plugin says of the piece of a blob that it writes, read strictly: what is unknown or out of place is refused.
struct BlobWriteHead: Sendable, Equatable {
    static let maximumBytes = 1024
    /// Of each side of a media type (RFC 6838 §4.2).
    private static let maximumName = 127

    enum Target: Sendable, Equatable {
        /// A new blob, of this media type.
        case new(String)
        case existing(String)
    }

    /// What is wrong with a head.
    struct Malformed: Error, Equatable {
        let message: String
    }

    var target: Target
    var isLast: Bool

    init(_ bytes: [UInt8]) throws(Malformed) {
        let document: JSONValue
        do { document = try JSONValue(parsing: bytes) } catch {
            throw Malformed(message: "the head of a blob's piece is not JSON: \(error)")
        }
        guard let members = document.objectValue else {
            throw Malformed(message: "the head of a blob's piece is not an object")
        }
        if let unknown = members.keys.first(where: { !["media_type", "blob", "last"].contains($0) }) {
            throw Malformed(message: "the member \"\(unknown.prefix(64))\" is unknown")
        }
        switch (members["media_type"], members["blob"]) {
        case (let type?, nil):
            guard let type = type.stringValue, Self.isMediaType(type) else {
                throw Malformed(message: "media_type is no type/subtype")
            }
            target = .new(type.lowercased())
        case (nil, let id?):
            guard let id = id.stringValue else { throw Malformed(message: "blob is no text") }
            target = .existing(id)
        case (nil, nil), (_?, _?): throw Malformed(message: "one of media_type and blob is expected")
        }
        switch members["last"] {
        case nil: isLast = false
        case .bool(let value): isLast = value
        case _: throw Malformed(message: "last is neither true nor false")
        }
    }

    /// `type/subtype` without parameters (RFC 6838 §4.2).
    private static func isMediaType(_ text: String) -> Bool {
        let sides = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return sides.count == 2
            && sides.allSatisfy { side in
                (1...maximumName).contains(side.count) && side.first.map(isAlphanumeric) == true
                    && side.allSatisfy { isAlphanumeric($0) || "!#$&-^_.+".utf8.contains($0) }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
