import HTTPTypes
import HubCore
import Hummingbird

/// A row's version as an entity tag (RFC 9110 §8.8.3): `"3"`.
enum EntityTag {
    static let ifMatch = ParameterDescription(
        name: "If-Match", place: .header, schema: ["type": "string"],
        text: "The ETag of the row as it was read. Another version since then: 412.", rule: "")

    static func text(_ version: Int) -> String { "\"\(version)\"" }

    /// Throws a 412 unless the request's If-Match, if any, admits the version; nil: there is no row, which even `*` does
    /// not admit. A weak tag admits none (§13.1.1).
    static func check(_ request: Request, admits version: Int?) throws {
        let values = request.headers[values: .ifMatch]
        if values.isEmpty { return }
        guard let version else { throw Problem.stale }
        let tags = values.flatMap { $0.split(separator: ",").map(\.trimmingSpaces) }
        if !tags.contains("*"), !tags.contains(text(version)) { throw Problem.stale }
    }

    /// Throws a 422 where a change is asked for under a condition that the operation does not keep.
    static func refuse(_ request: Request) throws {
        let isChange = [.put, .patch, .delete].contains(request.method)
        if isChange, !request.headers[values: .ifMatch].isEmpty {
            throw Problem(
                .unprocessableContent, "invalid_header", "If-Match must not be there: what this changes has no version."
            )
        }
    }
}

extension Problem {
    static let stale = Problem(
        .preconditionFailed, "stale", "The row has another version by now. Read it again, then change that.")
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        func isSpace(_ letter: Character) -> Bool { letter == " " || letter == "\t" }
        var text = drop(while: isSpace)
        while text.last.map(isSpace) == true { text = text.dropLast() }
        return String(text)
    }
}

extension Response {
    /// A row with its version as ETag.
    static func row(_ value: JSONValue, version: Int, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.json(value, status: status)
        response.headers[.eTag] = EntityTag.text(version)
        return response
    }

    /// A row that was just made, and where it can be read.
    static func created(_ value: JSONValue, version: Int, at location: String) -> Response {
        var response = Response.row(value, version: version, status: .created)
        response.headers[.location] = location
        return response
    }
}
