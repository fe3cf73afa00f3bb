/// Why there is no response. The message is one sentence that names the host at most: no path, query, header or body.
package struct EgressError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// Not an absolute `http` or `https` URL, or one with user information, dot segments or characters that have
        /// to be encoded.
        case invalidURL = "invalid_url"
        /// A method or header that cannot be sent as it stands.
        case invalidRequest = "invalid_request"
        /// The address is not public and the operator's list does not name it.
        case denied
        case resolution
        /// Not reached, or lost before the response was complete.
        case connection
        case tls
        case deadline
        case cancelled
        /// The response is larger than the request allows, or its headers than the limits do.
        case tooLarge = "too_large"
        /// A redirect that is refused, one too many, or one to where a first request may not go.
        case redirect
        /// As many requests as may wait are waiting.
        case overloaded
        case shutDown = "shut_down"
        /// The peer does not speak HTTP as it should.
        case protocolError = "protocol_error"
    }

    package var kind: Kind
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The same words for every address that is not allowed: who asks need not know what stands there.
    static func denied(_ host: String) -> EgressError {
        EgressError(.denied, "\(host) is not a public address, and no allowance names it")
    }

    package var description: String { "\(kind.rawValue): \(message)" }
}
