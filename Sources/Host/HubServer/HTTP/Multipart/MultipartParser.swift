/// Takes a body of multipart/form-data apart (RFC 7578, RFC 2046 §5.1) as its bytes come, however they are cut. It holds no more
/// of it than the headers of one part. Stricter than the grammar where no client of today needs it: nothing but blanks may
/// stand before the first boundary or behind the last.
struct MultipartParser: Sendable {
    enum Event: Sendable, Equatable {
        case part(MultipartPart)
        /// More of the part's content, never empty.
        case bytes([UInt8])
        case partEnd
    }

    /// Bytes of one part's headers.
    static let maximumHead = 8192
    /// Bytes behind a boundary, to the end of its line.
    static let maximumPadding = 64
    /// Bytes behind the last one.
    static let maximumEpilogue = 256

    private enum State: Sendable {
        /// So many bytes of a delimiter are seen, which are content if the rest does not follow.
        case content(matched: Int)
        /// The same before the first part, where there is no content.
        case start(matched: Int)
        case delimiterEnd([UInt8])
        case head([UInt8])
        case end(seen: Int)
    }

    /// CR, LF, two hyphens and the boundary. Its only CR is its first byte: what does not go on as it does begins anew.
    private let delimiter: [UInt8]
    private let maximumParts: Int
    private var state: State
    private var parts = 0

    init(_ boundary: MultipartBoundary, maximumParts: Int) {
        delimiter = Array("\r\n--".utf8) + boundary.bytes
        self.maximumParts = maximumParts
        // The line before the first boundary is the request's head.
        state = .start(matched: 2)
    }

    /// What the next bytes of the body bring. After a fault it is not used any more.
    mutating func feed(_ chunk: [UInt8]) throws(MultipartFault) -> [Event] {
        var events: [Event] = []
        var rest = chunk[...]
        while let first = rest.first {
            switch state {
            case .content(let matched): content(&rest, matched, &events)
            case .start(let matched):
                guard first == delimiter[matched] else {
                    throw MultipartFault("it must begin with the boundary that Content-Type names.")
                }
                rest.removeFirst()
                state = matched + 1 == delimiter.count ? .delimiterEnd([]) : .start(matched: matched + 1)
            case .delimiterEnd(var line):
                rest.removeFirst()
                line.append(first)
                try endDelimiter(line)
            case .head(var head):
                // Out of the state, so that it is not copied for each piece.
                state = .end(seen: 0)
                try takeHead(&rest, &head, &events)
            case .end(let seen):
                let blanks: [UInt8] = [0x20, 0x09, 0x0D, 0x0A]
                guard blanks.contains(first), seen < Self.maximumEpilogue else {
                    throw MultipartFault("something stands behind its last boundary.")
                }
                rest.removeFirst()
                state = .end(seen: seen + 1)
            }
        }
        return events
    }

    /// To be called at the end of the body.
    func finish() throws(MultipartFault) {
        guard case .end = state else { throw MultipartFault("it ends before its last boundary.") }
    }

    private mutating func content(_ rest: inout ArraySlice<UInt8>, _ matched: Int, _ events: inout [Event]) {
        var matched = matched
        // Bytes of a beginning delimiter that came with earlier pieces and were not given on.
        var withheld = matched
        let start = rest.startIndex
        var index = start
        while index < rest.endIndex {
            if matched == 0 {
                guard let next = rest[index...].firstIndex(of: 0x0D) else {
                    index = rest.endIndex
                    break
                }
                index = next
            }
            if rest[index] == delimiter[matched] {
                matched += 1
                index += 1
                if matched == delimiter.count { break }
            } else {
                if withheld > 0 { events.append(.bytes(Array(delimiter[..<withheld]))) }
                (matched, withheld) = (0, 0)
            }
        }
        let end = index - (matched - withheld)
        if end > start { events.append(.bytes(Array(rest[start..<end]))) }
        rest = rest[index...]
        if matched == delimiter.count {
            events.append(.partEnd)
            state = .delimiterEnd([])
        } else {
            state = .content(matched: matched)
        }
    }

    private mutating func endDelimiter(_ line: [UInt8]) throws(MultipartFault) {
        if line == Array("--".utf8) {
            state = .end(seen: 0)
        } else if line.last == 0x0A {
            guard line.dropLast().last == 0x0D, line.dropLast(2).allSatisfy(HeaderParameters.isSpace) else {
                throw MultipartFault("a boundary must be followed by the end of its line.")
            }
            parts += 1
            guard parts <= maximumParts else {
                throw MultipartFault("it may have \(maximumParts) parts at the most.")
            }
            state = .head([])
        } else {
            guard line.count <= Self.maximumPadding else {
                throw MultipartFault("a boundary must be followed by the end of its line.")
            }
            state = .delimiterEnd(line)
        }
    }

    private mutating func takeHead(
        _ rest: inout ArraySlice<UInt8>, _ head: inout [UInt8], _ events: inout [Event]
    ) throws(MultipartFault) {
        let emptyLine = Array("\r\n".utf8)
        while let byte = rest.popFirst() {
            head.append(byte)
            guard head.count <= Self.maximumHead else {
                throw MultipartFault("a part's headers may have \(Self.maximumHead) bytes at the most.")
            }
            guard byte == 0x0A, head == emptyLine || head.suffix(4) == emptyLine + emptyLine else { continue }
            events.append(.part(try MultipartPart(head: head.dropLast(2))))
            state = .content(matched: 0)
            return
        }
        state = .head(head)
    }
}
