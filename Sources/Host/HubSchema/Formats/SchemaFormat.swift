/// The formats that can be asserted. All others are annotations only.
enum SchemaFormat: String, Sendable, CaseIterable {
    case date
    case dateTime = "date-time"
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case jsonPointer = "json-pointer"
    case regex
    case relativeJSONPointer = "relative-json-pointer"
    case time
    case uri
    case uriReference = "uri-reference"
    case uuid

    /// What a person calls it, with an article and an example where one helps.
    var noun: String {
        switch self {
        case .date: "a date such as 2025-10-15"
        case .dateTime: "a date and time such as 2025-10-15T09:30:00Z"
        case .duration: "an ISO 8601 duration such as P1DT2H"
        case .email: "an e-mail address"
        case .hostname: "a host name"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .jsonPointer: "a JSON Pointer such as /a/0"
        case .regex: "a regular expression of ECMA-262"
        case .relativeJSONPointer: "a relative JSON Pointer such as 1/a"
        case .time: "a time with its offset such as 09:30:00Z"
        case .uri: "an absolute URI"
        case .uriReference: "a URI or a relative reference"
        case .uuid: "a UUID"
        }
    }

    func accepts(_ text: String) -> Bool {
        var scanner = FormatScanner(text)
        return switch self {
        case .date: scanner.date() && scanner.isAtEnd
        case .dateTime: scanner.dateTime() && scanner.isAtEnd
        case .duration: scanner.duration() && scanner.isAtEnd
        case .email: scanner.mailbox() && scanner.isAtEnd
        case .hostname: scanner.hostname() && scanner.isAtEnd
        case .ipv4: scanner.ipv4() && scanner.isAtEnd
        case .ipv6: scanner.ipv6() && scanner.isAtEnd
        case .jsonPointer: scanner.jsonPointer() && scanner.isAtEnd
        case .regex: (try? Pattern(text)) != nil
        case .relativeJSONPointer: scanner.relativeJSONPointer() && scanner.isAtEnd
        case .time: scanner.time() && scanner.isAtEnd
        case .uri: scanner.uri() && scanner.isAtEnd
        case .uriReference: scanner.uriReference() && scanner.isAtEnd
        case .uuid: scanner.uuid() && scanner.isAtEnd
        }
    }
}
