import HTTPTypes
import HubCore
import Hummingbird
import NIOCore

extension Request {
    /// The bytes of a body that may be JSON: 408 when it comes too slowly, 413 when it has more than `limit`, 415 when it
    /// says that it is something else.
    func jsonBytes(upTo limit: Int = RequestBodyLimit.bytes) async throws -> [UInt8] {
        if let type = headers[.contentType], !ContentType.mayBeJSON(type) { throw Problem.unsupportedMediaType }
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw Problem.bodyTooLarge(limit)
        }
        do {
            return Array(try await body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit)
        } catch is BodyTooSlow {
            throw Problem.bodyTooSlow
        } catch let error as CancellationError {
            throw error
        } catch {
            // The client went away, or sent what is no HTTP any more.
            throw Problem.incompleteBody
        }
    }
}

extension JSONObject {
    /// Values of a body: a conversation of ten thousand messages has sixty thousand, while a megabyte of nothing but
    /// brackets would take thirty as JSON.
    static let maximumBodyValues = 100_000

    /// A body's object. 400 when it is not JSON, 422 when it is another kind of value, has too many of them or holds a NUL,
    /// which no database column takes.
    init(body: [UInt8]) throws {
        if Self.hasMoreSeparators(than: Self.maximumBodyValues, body) {
            throw Problem.invalid("", "may have \(Self.maximumBodyValues) values at the most.")
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw Problem(.badRequest, "invalid_json", "The body must be a JSON object in UTF-8: \(error).")
        }
        guard case .object(let object) = value else {
            throw Problem.invalid(
                "", "must be a JSON object, not \(value.typeName == "array" ? "an" : "a") \(value.typeName).")
        }
        if value.containsNUL { throw Problem.invalid("", "must not contain the character U+0000.") }
        self = object
    }

    /// Whether so many values are begun, those in strings not counted: each but the first of a list follows a comma, each
    /// member a colon.
    private static func hasMoreSeparators(than maximum: Int, _ body: [UInt8]) -> Bool {
        // Each takes two bytes at least.
        if body.count <= 2 * maximum { return false }
        var count = 0
        var isString = false
        var isEscaped = false
        for byte in body {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"): count += 1
            default: break
            }
        }
        return count > maximum
    }
}

extension JSONValue {
    var containsNUL: Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains(where: \.containsNUL)
        case .object(let object): object.contains { $0.key.utf8.contains(0) || $0.value.containsNUL }
        }
    }
}
