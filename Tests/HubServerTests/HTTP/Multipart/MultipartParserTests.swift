import Support
import Testing

@testable import HubServer

@Suite struct MultipartParserTests {
    /// What a body came to: the parts with their whole contents, or the fault.
    private enum Outcome: Equatable {
        case parts([Part])
        case fault(MultipartFault)
    }

    private struct Part: Equatable {
        let part: MultipartPart
        var content: [UInt8] = []
        var hasEnd = false
    }

    private static func boundary(_ text: String = "b") throws -> MultipartBoundary {
        try #require(MultipartBoundary(Array(text.utf8)))
    }

    /// Feeds the pieces one after the other.
    private func parse(
        _ pieces: [[UInt8]], _ boundary: MultipartBoundary, maximumParts: Int = 20
    ) -> Outcome {
        var parser = MultipartParser(boundary, maximumParts: maximumParts)
        var parts: [Part] = []
        do throws(MultipartFault) {
            for piece in pieces {
                for event in try parser.feed(piece) {
                    switch event {
                    case .part(let part):
                        #expect(parts.last?.hasEnd ?? true)
                        parts.append(Part(part: part))
                    case .bytes(let bytes):
                        #expect(!bytes.isEmpty && parts.last?.hasEnd == false)
                        parts[parts.count - 1].content += bytes
                    case .partEnd: parts[parts.count - 1].hasEnd = true
                    }
                }
            }
            try parser.finish()
        } catch {
            return .fault(error)
        }
        #expect(parts.filter { !$0.hasEnd }.isEmpty)
        return .parts(parts)
    }

    private func parse(_ text: String, maximumParts: Int = 20) throws -> Outcome {
        parse([Array(text.utf8)], try Self.boundary(), maximumParts: maximumParts)
    }

    /// Cuts at random.
    private func cut(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 0...9, using: &numbers))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    private static let form = FormText()
        .field("collection", "handbook")
        .file("", filename: "empty.txt")
        // What nearly is a boundary, in every way.
        .file("\r\n--\r\n------a-boundary.2\r\r\n\r\n-\n------a-boundary.27\r\n----", filename: "near.bin")
        .file(Array(0...255) + Array(0...255), filename: "all.bin")

    @Test func findsPartsHoweverTheBodyIsCut() throws {
        let bytes = Self.form.bytes
        let boundary = try #require(MultipartBoundary(contentType: FormText.contentType))
        let whole = parse([bytes], boundary)
        guard case .parts(let parts) = whole else {
            Issue.record("\(whole)")
            return
        }
        #expect(parts.map(\.part.name) == ["collection", "file", "file", "file"])
        #expect(parts.map(\.part.filename) == [nil, "empty.txt", "near.bin", "all.bin"])
        #expect(parts[0].content == Array("handbook".utf8) && parts[1].content.isEmpty)
        #expect(parts[2].content == Array("\r\n--\r\n------a-boundary.2\r\r\n\r\n-\n------a-boundary.27\r\n----".utf8))
        #expect(parts[3].content == Array(0...255) + Array(0...255))
        for index in 0...bytes.count {
            #expect(parse([Array(bytes[..<index]), Array(bytes[index...])], boundary) == whole, "\(index)")
        }
        #expect(parse(bytes.map { [$0] }, boundary) == whole)
        var numbers = SeededNumbers(seed: 7578)
        for _ in 0..<200 { #expect(parse(cut(bytes, &numbers), boundary) == whole) }
    }

    @Test func aBodyThatIsCutIsNone() throws {
        let bytes = Self.form.bytes
        let boundary = try #require(MultipartBoundary(contentType: FormText.contentType))
        // The end of the last line may be left out.
        for count in 0..<(bytes.count - 2) {
            let outcome = parse([Array(bytes[..<count])], boundary)
            #expect(outcome == .fault(MultipartFault("it ends before its last boundary.")), "\(count)")
        }
        for count in (bytes.count - 2)...bytes.count {
            guard case .parts = parse([Array(bytes[..<count])], boundary) else {
                Issue.record("\(count)")
                continue
            }
        }
    }

    /// Whatever is done to a body, it is read the same however it is cut, and never holds more than was sent.
    @Test(arguments: 0..<40) func readsBrokenBodiesTheSameHoweverTheyAreCut(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let boundary = try #require(MultipartBoundary(contentType: FormText.contentType))
        let pieces = ["\r\n", "\r", "\n", "--", "\0", ":", ";", "\"", "=", " ", "\r\n\r\n", "--\(FormText.boundary)"]
        for _ in 0..<100 {
            var bytes = Self.form.bytes
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<4, using: &numbers) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: Array((pieces.randomElement(using: &numbers) ?? "").utf8), at: place)
                case _: bytes.removeSubrange(place..<min(bytes.count, place + 20))
                }
            }
            let whole = parse([bytes], boundary)
            #expect(parse(cut(bytes, &numbers), boundary) == whole)
            #expect(parse(bytes.map { [$0] }, boundary) == whole)
            if case .parts(let parts) = whole {
                #expect(parts.map(\.content.count).reduce(0, +) < bytes.count)
            }
        }
    }

    private static let head = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n"

    @Test(arguments: [
        "", "x", "\r\n--b--", "--B--", "--b-", "--bb\r\n", "-- b--", "--b\n", "--b x\r\n",
        head + "\r\nx\r\n--b--x", head + "\r\nx\r\n--b--\r\nepilogue", head + "\r\nx\r\n--bc--", head + "\r\nx--b--",
        head + "\r\nx\n--b--", "--b\r\n\r\nx\r\n--b--", "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition : form-data; name=\"a\"\r\n\r\nx\r\n--b--",
        "--b\r\n Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--",
        head + "Content-Disposition: form-data; name=\"b\"\r\n\r\nx\r\n--b--",
        head + "Content-Type: text/plain;\r\n charset=utf-8\r\n\r\nx\r\n--b--",
        head + "Content-Type: multipart/mixed; boundary=c\r\n\r\nx\r\n--b--",
        head + "Content-Transfer-Encoding: base64\r\n\r\nx\r\n--b--", head + "X: a\0b\r\n\r\nx\r\n--b--",
        head + "X: a\rb\r\n\r\nx\r\n--b--", head + "X: a\nY: b\r\n\r\nx\r\n--b--", head + ": a\r\n\r\nx\r\n--b--",
        head + "no header\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\0b\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''a%00b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"; filename*=latin1''a\r\n\r\nx\r\n--b--",
    ])
    func refusesWhatIsNoForm(body: String) throws {
        guard case .fault = try parse(body) else {
            Issue.record("\(body) was taken")
            return
        }
    }

    @Test(arguments: [
        "--b--", "--b--\r\n", "--b--  \r\n\r\n", head + "\r\nx\r\n--b \t\r\n" + head.dropFirst(4) + "\r\nx\r\n--b--",
    ])
    func takesWhatIsOne(body: String) throws {
        guard case .parts = try parse(body) else {
            Issue.record("\(body) was refused")
            return
        }
    }

    @Test func holdsNoMoreThanItsLimits() throws {
        let part = Self.head + "\r\nx\r\n"
        func outcome(_ count: Int) throws -> Outcome {
            try parse(String(repeating: part, count: count) + "--b--", maximumParts: 3)
        }
        guard case .parts(let parts) = try outcome(3) else {
            Issue.record("three parts were refused")
            return
        }
        #expect(parts.count == 3)
        #expect(try outcome(4) == .fault(MultipartFault("it may have 3 parts at the most.")))

        func header(_ length: Int) throws -> Outcome {
            try parse(Self.head + "X: \(String(repeating: "x", count: length))\r\n\r\n\r\n--b--")
        }
        // The part's own first line is 48 bytes, this one 5 more than its value, and the empty one 2.
        let rest = Self.head.utf8.count - 5 + 5 + 2
        guard case .parts = try header(MultipartParser.maximumHead - rest) else {
            Issue.record("headers of as many bytes as there may be were refused")
            return
        }
        guard case .fault = try header(MultipartParser.maximumHead - rest + 1) else {
            Issue.record("more headers were taken")
            return
        }
        let headers = (0..<MultipartPart.maximumHeaders).map { "X\($0): x\r\n" }.joined()
        guard case .fault = try parse(Self.head + headers + "\r\n\r\n--b--") else {
            Issue.record("seventeen headers were taken")
            return
        }
        guard case .fault = try parse("--b" + String(repeating: " ", count: 100) + "\r\n") else {
            Issue.record("a boundary without an end was taken")
            return
        }
        guard case .fault = try parse("--b--" + String(repeating: " ", count: 300)) else {
            Issue.record("an endless end was taken")
            return
        }
    }
}
