import CCurl
import Glibc
import Testing

@testable import HubEgress

@Suite struct TransferFailureTests {
    private func kind(_ code: CURLcode, deadlineHasPassed: Bool = false) -> EgressError.Kind {
        TransferFailure.error(code, host: "a.example", deadlineHasPassed: deadlineHasPassed, systemError: 0).kind
    }

    @Test func aTimeoutIsTheDeadlinesOnlyOnceItHasPassed() {
        #expect(kind(CURLE_OPERATION_TIMEDOUT, deadlineHasPassed: true) == .deadline)
        #expect(kind(CURLE_OPERATION_TIMEDOUT) == .connection)
    }

    @Test func codesHaveTheirKinds() {
        #expect(kind(CURLE_COULDNT_RESOLVE_HOST) == .resolution)
        #expect(kind(CURLE_COULDNT_CONNECT) == .connection)
        #expect(kind(CURLE_PARTIAL_FILE) == .connection)
        #expect(kind(CURLE_PEER_FAILED_VERIFICATION) == .tls)
        #expect(kind(CURLE_SSL_CONNECT_ERROR) == .tls)
        #expect(kind(CURLE_SSL_CACERT_BADFILE) == .tls)
        #expect(kind(CURLE_OUT_OF_MEMORY) == .protocolError)
        #expect(kind(CURLE_WEIRD_SERVER_REPLY) == .protocolError)
    }

    @Test func aRefusedConnectionIsSaidToBe() {
        let error = TransferFailure.error(
            CURLE_COULDNT_CONNECT, host: "a.example", deadlineHasPassed: false, systemError: Int(ECONNREFUSED))
        #expect(error.message == "a.example refused the connection")
    }
}
