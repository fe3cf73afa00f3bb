/// Where requests may go: to public addresses, and to what the operator's list names; or, where a plugin has servers of its
/// own, to these and nowhere else.
package struct EgressPolicy: Sendable, Hashable {
    private enum Reach: Hashable {
        case publicAnd([EgressAllowance])
        case only(Set<Origin>)
    }

    private let reach: Reach
    private let reserved: ReservedOrigins?

    /// `except`: what is not reached although the rest would allow it.
    package init(allowing allowances: [EgressAllowance] = [], except reserved: ReservedOrigins? = nil) {
        reach = .publicAnd(allowances)
        self.reserved = reserved
    }

    /// Whatever the origins' hosts resolve to, and no other host, port or scheme, on a redirect neither.
    package init(only origins: Set<Origin>) {
        reach = .only(origins)
        reserved = nil
    }

    /// Whether the list names this host and port, so that whatever the host resolves to is allowed.
    func names(_ origin: Origin) -> Bool {
        switch reach {
        case .publicAnd: names(host: origin.host, port: origin.port)
        case .only(let origins): origins.contains(origin)
        }
    }

    /// The same of a host, in lower case, and a port of it that is asked for by any protocol.
    func names(host: String, port: UInt16) -> Bool {
        switch reach {
        case .publicAnd(let allowances):
            allowances.contains { allowance in
                guard case .host(host) = allowance.subject else { return false }
                return allowance.port == nil || allowance.port == port
            }
        case .only: false
        }
    }

    /// Whether the host and port are kept from everybody under this policy, by their name.
    func reserves(host: String, port: UInt16) -> Bool { reserved?.contains(host: host, port: port) ?? false }

    /// Whether a host may be reached at this address; `isNamed`: the list names it.
    func allows(_ address: IPAddress, port: UInt16, ofNamedHost isNamed: Bool = false) -> Bool {
        if let reserved, reserved.contains(address, port: port) { return false }
        if isNamed { return true }
        guard case .publicAnd(let allowances) = reach else { return false }
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
