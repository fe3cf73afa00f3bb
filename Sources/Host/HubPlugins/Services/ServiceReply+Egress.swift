import HubEgress

extension ServiceReply {
    /// Why nothing went out, or nothing came back.
    static func failure(_ error: EgressError) -> ServiceReply {
        .failure(status(of: error.kind), error.message, kind: word(for: error.kind))
    }

    private static func status(of kind: EgressError.Kind) -> Int32 {
        switch kind {
        case .invalidURL, .invalidRequest: ABIStatus.invalidInput
        case .denied: ABIStatus.denied
        case .resolution, .connection, .tls, .redirect, .protocolError: ABIStatus.upstream
        case .deadline: ABIStatus.deadline
        case .cancelled: ABIStatus.cancelled
        case .tooLarge: ABIStatus.tooLarge
        case .overloaded: ABIStatus.busy
        case .shutDown: ABIStatus.unavailable
        }
    }

    /// The ABI's word, which stays when the egress's changes.
    private static func word(for kind: EgressError.Kind) -> String {
        switch kind {
        case .invalidURL: "invalid_url"
        case .invalidRequest: "invalid_request"
        case .denied: "denied"
        case .resolution: "resolution"
        case .connection: "connection"
        case .tls: "tls"
        case .deadline: "deadline"
        case .cancelled: "cancelled"
        case .tooLarge: "too_large"
        case .redirect: "redirect"
        case .overloaded: "overloaded"
        case .shutDown: "shut_down"
        case .protocolError: "protocol"
        }
    }
}
