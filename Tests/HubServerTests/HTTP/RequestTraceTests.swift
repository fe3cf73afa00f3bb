import HTTPTypes
import Testing

@testable import HubServer

@Suite struct RequestTraceTests {
    private func identifier(_ traceparent: String?) throws -> String {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("traceparent"))] = traceparent
        return RequestTrace.identifier(from: headers)
    }

    @Test func keepsTheCallersTrace() throws {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736"
        #expect(try identifier("00-\(id)-00f067aa0ba902b7-01") == id)
    }

    @Test(arguments: [
        nil, "", "00-4bf92f3577b34da6a3ce929d0e0e4736", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
    ])
    func makesAnIdWhereThereIsNoGoodOne(traceparent: String?) throws {
        let first = try identifier(traceparent)
        #expect(first.utf8.count == 32)
        #expect(first.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        #expect(try identifier(traceparent) != first)
    }
}
