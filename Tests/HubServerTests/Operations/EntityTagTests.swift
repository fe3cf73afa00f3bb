import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HubServer

@Suite struct EntityTagTests {
    private func request(_ values: [String], _ method: HTTPRequest.Method = .patch) -> Request {
        var head = HTTPRequest(method: method, scheme: "http", authority: "hub", path: "/x")
        for value in values { head.headerFields.append(HTTPField(name: .ifMatch, value: value)) }
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    private func isAdmitted(_ values: [String], _ version: Int?) -> Bool {
        do {
            try EntityTag.check(request(values), admits: version)
            return true
        } catch {
            #expect((error as? Problem)?.code == "stale")
            return false
        }
    }

    @Test(arguments: [
        [], ["\"3\""], ["*"], ["\"1\", \"3\""], ["\"1\",\"3\" ,\"9\""], ["\"1\"", "\"3\""], ["W/\"3\", \"3\""],
        ["  \"3\"\t"], ["\"1\",\t\"3\""],
    ])
    func admitsTheVersion(values: [String]) { #expect(isAdmitted(values, 3)) }

    @Test(arguments: [["\"2\""], ["3"], ["W/\"3\""], ["\"1\", \"2\""], [""], ["\"33\""], ["\"3\"x"], ["\"*\""]])
    func refusesAnyOther(values: [String]) { #expect(!isAdmitted(values, 3)) }

    @Test func admitsNothingOfARowThatIsNotThere() {
        #expect(isAdmitted([], nil))
        for values in [["*"], ["\"0\""], ["\"1\""]] { #expect(!isAdmitted(values, nil)) }
    }

    @Test func isRefusedWhereNothingHasAVersion() throws {
        for method in [HTTPRequest.Method.put, .patch, .delete] {
            try EntityTag.refuse(request([], method))
            let problem = #expect(throws: Problem.self) { try EntityTag.refuse(request(["*"], method)) }
            #expect(problem?.code == "invalid_header")
        }
        try EntityTag.refuse(request(["*"], .get))
    }
}
