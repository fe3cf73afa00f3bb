/// Where requests may go: to public addresses, and to what the operator's list names.
package struct EgressPolicy: Sendable, Hashable {
    private let allowances: [EgressAllowance]

    package init(allowing allowances: [EgressAllowance] = []) {
        self.allowances = allowances
    }

    /// Whether the list names this host and port, so that whatever the host resolves to is allowed.
    func names(_ origin: Origin) -> Bool { names(host: origin.host, port: origin.port) }

    /// The same of a host, in lower case, and a port of it that is asked for by any protocol.
    func names(host: String, port: UInt16) -> Bool {
        allowances.contains { allowance in
            guard case .host(host) = allowance.subject else { return false }
            return allowance.port == nil || allowance.port == port
        }
    }

    /// Whether a host that the list does not name may be reached at this address.
    func allows(_ address: IPAddress, port: UInt16) -> Bool {
        if PublicInternet.contains(address) { return true }
        let embedded = address.embedded
        return allowances.contains { allowance in
            guard case .network(let block) = allowance.subject, allowance.port == nil || allowance.port == port else {
                return false
            }
            return block.contains(address) || embedded.map(block.contains) ?? false
        }
    }
}
