import CCurl
import Glibc

/// What libcurl's codes mean to a caller.
enum TransferFailure {
    /// The error for a transfer that ended by itself. `systemError` is the errno of its last failed system call.
    static func error(_ code: CURLcode, host: String, deadlineHasPassed: Bool, systemError: Int) -> EgressError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            EgressError(.resolution, "the host name \(host) could not be resolved")
        case CURLE_OPERATION_TIMEDOUT where deadlineHasPassed: deadline(host)
        case CURLE_OPERATION_TIMEDOUT:
            EgressError(.connection, "\(host) could not be reached in time")
        case CURLE_COULDNT_CONNECT where systemError == Int(ECONNREFUSED):
            EgressError(.connection, "\(host) refused the connection")
        case CURLE_COULDNT_CONNECT:
            EgressError(.connection, "\(host) could not be reached")
        // "OK" without headers: the connection was closed in their midst.
        case CURLE_OK, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_AGAIN:
            EgressError(.connection, "\(host) closed the connection before the response was complete")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            EgressError(.tls, "the certificate of \(host) could not be verified")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED:
            EgressError(.tls, "the TLS handshake with \(host) failed")
        case CURLE_SSL_CACERT_BADFILE:
            EgressError(.tls, "the file of trusted certificates could not be read")
        case CURLE_OUT_OF_MEMORY:
            EgressError(.protocolError, "no memory for the request to \(host)")
        default:
            EgressError(.protocolError, "\(host) did not answer as HTTP asks (libcurl's code \(code.rawValue))")
        }
    }

    static func deadline(_ host: String) -> EgressError {
        EgressError(.deadline, "\(host) had not answered when the time was over")
    }

    static func tooLarge(_ host: String, limit: Int) -> EgressError {
        EgressError(.tooLarge, "the response of \(host) is larger than the limit of \(limit) bytes")
    }

    static let shutDown = EgressError(.shutDown, "the host is shutting down")
}
