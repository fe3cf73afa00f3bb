import Testing

@testable import HubEgress

@Suite struct ResponseHeadTests {
    private func steps(_ lines: [String], into head: inout ResponseHead) -> [ResponseHead.Step] {
        lines.map { head.take(Array(($0 + "\r\n").utf8)) }
    }

    private func head(bytes: Int = 1000, lines: Int = 10) -> ResponseHead {
        ResponseHead(maximumBytes: bytes, maximumLines: lines)
    }

    @Test func readsStatusAndHeaders() {
        var head = head()
        #expect(
            steps(["HTTP/1.1 404 Not Found", "A: 1", "b:2  ", "C:"], into: &head)
                == Array(repeating: .incomplete, count: 4))
        #expect(steps([""], into: &head) == [.complete])
        #expect(head.status == 404)
        #expect(
            head.headers == [
                HTTPHeader(name: "A", value: "1"), HTTPHeader(name: "b", value: "2"), HTTPHeader(name: "C", value: ""),
            ])
    }

    @Test func readsAStatusWithoutAReason() {
        var head = head()
        #expect(steps(["HTTP/2 204", ""], into: &head) == [.incomplete, .complete])
        #expect(head.status == 204)
    }

    @Test func passesOverInterimResponses() {
        var head = head()
        _ = steps(["HTTP/1.1 103 Early Hints", "Link: x", "", "HTTP/1.1 200 OK", "A: 1"], into: &head)
        #expect(!head.isComplete)
        #expect(steps([""], into: &head) == [.complete])
        #expect(head.headers == [HTTPHeader(name: "A", value: "1")])
    }

    @Test func leavesTrailersOut() {
        var head = head()
        _ = steps(["HTTP/1.1 200 OK", "A: 1", "", "Trailer: x", ""], into: &head)
        #expect(head.headers == [HTTPHeader(name: "A", value: "1")])
    }

    @Test func unfoldsALine() {
        var head = head()
        _ = steps(["HTTP/1.1 200 OK", "A: 1", "  2"], into: &head)
        #expect(head.headers == [HTTPHeader(name: "A", value: "1 2")])
    }

    @Test func boundsBytesAndLines() {
        var small = head(bytes: 30)
        #expect(steps(["HTTP/1.1 200 OK", "A: 123456789"], into: &small) == [.incomplete, .tooLarge])
        var few = head(lines: 1)
        #expect(steps(["HTTP/1.1 200 OK", "A: 1", "B: 1"], into: &few) == [.incomplete, .incomplete, .tooLarge])
        var trailers = head(lines: 1)
        #expect(steps(["HTTP/1.1 200 OK", "A: 1", "", "B: 1"], into: &trailers).last == .tooLarge)
    }

    @Test func boundsInterimResponses() {
        var head = head(bytes: 100)
        let all = steps(Array(repeating: ["HTTP/1.1 103 Early Hints", ""], count: 10).flatMap { $0 }, into: &head)
        #expect(all.contains(.tooLarge))
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/1.1 2x0 OK", "HTTP/1.1 20", "HTTP/1.1 101 Switching", "HTTP/1.1 099 X"])
    func refusesAStatusLine(_ line: String) {
        var head = head()
        #expect(steps([line], into: &head) == [.malformed])
    }

    @Test func refusesALineThatIsNoHeader() {
        var head = head()
        #expect(steps(["HTTP/1.1 200 OK", "nonsense"], into: &head) == [.incomplete, .malformed])
        var folded = self.head()
        #expect(steps(["HTTP/1.1 200 OK", " folded"], into: &folded) == [.incomplete, .malformed])
    }

    @Test func describesTheDecodedBody() {
        var head = head()
        _ = steps(["HTTP/1.1 200 OK", "Content-Encoding: gzip", "Content-Length: 5", "A: 1", ""], into: &head)
        #expect(head.decodedHeaders == [HTTPHeader(name: "A", value: "1")])
    }
}
