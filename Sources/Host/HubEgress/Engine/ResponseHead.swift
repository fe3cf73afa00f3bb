/// Status and headers of a response, gathered line by line as libcurl hands them out. Interim responses are passed over;
/// trailers count towards the limits and are left out.
struct ResponseHead: Sendable {
    enum Step: Sendable, Hashable {
        case incomplete
        /// This line ended the final response's headers.
        case complete
        case tooLarge
        case malformed
    }

    private(set) var status = 0
    private(set) var headers: [HTTPHeader] = []
    private(set) var isComplete = false
    private var bytesLeft: Int
    private var linesLeft: Int

    init(maximumBytes: Int, maximumLines: Int) {
        bytesLeft = maximumBytes
        linesLeft = maximumLines
    }

    mutating func take(_ line: some RandomAccessCollection<UInt8>) -> Step {
        bytesLeft -= line.count
        guard bytesLeft >= 0 else { return .tooLarge }
        guard !isComplete else { return countLine() }
        guard let first = line.first, first != 0x0D, first != 0x0A else {
            isComplete = status >= 200
            return isComplete ? .complete : .incomplete
        }
        if line.starts(with: "HTTP/".utf8) { return takeStatus(line) }
        guard countLine() == .incomplete else { return .tooLarge }
        if first == 0x20 || first == 0x09 {
            // A folded line (RFC 9112, section 5.2) goes on with the value before it.
            guard !headers.isEmpty else { return .malformed }
            headers[headers.count - 1].value += " " + Self.trimmed(line)
        } else if let colon = line.firstIndex(of: 0x3A) {
            let name = String(decoding: line[..<colon], as: UTF8.self)
            headers.append(HTTPHeader(name: name, value: Self.trimmed(line[line.index(after: colon)...])))
        } else {
            return .malformed
        }
        return .incomplete
    }

    /// The headers as they describe a decoded body.
    var decodedHeaders: [HTTPHeader] {
        guard headers.value(of: "Content-Encoding") != nil else { return headers }
        return headers.filter {
            !$0.name.equalsIgnoringASCIICase("Content-Encoding") && !$0.name.equalsIgnoringASCIICase("Content-Length")
        }
    }

    private mutating func countLine() -> Step {
        linesLeft -= 1
        return linesLeft >= 0 ? .incomplete : .tooLarge
    }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
    private mutating func takeStatus(_ line: some RandomAccessCollection<UInt8>) -> Step {
        guard let space = line.firstIndex(of: 0x20) else { return .malformed }
        let digits = line[space...].dropFirst().prefix(3)
        guard digits.count == 3, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return .malformed }
        status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        headers.removeAll(keepingCapacity: true)
        return status >= 100 && status != 101 ? .incomplete : .malformed
    }

    /// The bytes without white space and line ends around them, as UTF-8.
    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
