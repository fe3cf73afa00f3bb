import HTTPTypes
import Hummingbird

/// What stands between the parts of a body (RFC 2046 §5.1.1).
struct MultipartBoundary: Sendable, Equatable {
    let bytes: [UInt8]

    /// nil: no 1 to 70 characters of those that a boundary may have, the last no space.
    init?(_ bytes: [UInt8]) {
        guard (1...70).contains(bytes.count), bytes.last != 0x20, bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.bytes = bytes
    }

    /// That of a Content-Type; nil where it is not multipart/form-data, or names none.
    init?(contentType: String) {
        guard let header = HeaderParameters(contentType.utf8), header.value == "multipart/form-data",
            let bytes = header.parameters["boundary"]
        else { return nil }
        self.init(bytes)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case _: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }
}

extension Request {
    /// 415 where the body says that it is something else than multipart/form-data, 413 where it says that it has more than
    /// `limit` bytes.
    func multipartBoundary(upTo limit: Int) throws -> MultipartBoundary {
        let types = headers[values: .contentType]
        guard types.count == 1, let boundary = MultipartBoundary(contentType: types[0]) else {
            throw Problem.notMultipart
        }
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw Problem.bodyTooLarge(limit)
        }
        return boundary
    }
}
