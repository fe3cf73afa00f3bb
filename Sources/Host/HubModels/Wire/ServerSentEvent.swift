import HubCore

/// One event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).
struct ServerSentEvent: Sendable, Hashable {
    /// Empty where the stream gives none.
    var name: String
    var data: [UInt8]

    /// The data as the JSON document that it is in every API that is read here.
    func json() throws(ModelError) -> JSONValue {
        do throws(JSONParseError) {
            return try JSONValue(parsing: data)
        } catch {
            throw ModelError(.malformed, "the provider's stream is not JSON")
        }
    }
}

/// Takes a stream's bytes apart, however they are cut, in one pass. It holds one unfinished line and one unfinished event
/// at the most; the transfer's own limit bounds both.
struct ServerSentEventParser {
    private var line: [UInt8] = []
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var endedWithReturn = false
    private var isFirstLine = true

    /// The events that these bytes complete, in their order.
    mutating func take(_ bytes: [UInt8]) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        var rest = bytes[...]
        if endedWithReturn, let first = rest.first {
            if first == 0x0A { rest = rest.dropFirst() }
            endedWithReturn = false
        }
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            line += rest[..<end]
            finishLine(&events)
            var next = end + 1
            if rest[end] == 0x0D {
                if next == rest.endIndex {
                    endedWithReturn = true
                } else if rest[next] == 0x0A {
                    next += 1
                }
            }
            rest = rest[next...]
        }
        line += rest
        return events
    }

    private mutating func finishLine(_ events: inout [ServerSentEvent]) {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty { return finishEvent(&events) }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[min(colon + 1, line.endIndex)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch line[..<colon] {
        case Self.dataField:
            if hasData { data.append(0x0A) }
            data += value
            hasData = true
        case Self.eventField: name = String(decoding: value, as: UTF8.self)
        // A comment (no name before the colon), `id`, `retry`, or what nobody knows.
        default: break
        }
    }

    /// An event without data is none. Nor is one with empty data, with which some servers keep a connection alive: the
    /// standard would hand it on, but it is no document.
    private mutating func finishEvent(_ events: inout [ServerSentEvent]) {
        if !data.isEmpty { events.append(ServerSentEvent(name: name, data: data)) }
        (name, data, hasData) = ("", [], false)
    }

    private static let dataField = Array("data".utf8)[...]
    private static let eventField = Array("event".utf8)[...]
}
