/// One entry of the operator's list of what may be reached besides public addresses.
package struct EgressAllowance: Sendable, Hashable {
    /// From `host[:port]`, an address (`10.0.0.5`, `[fd00::5]:8080`) or `CIDR[:port]`; nil when it is none of these.
    package init?(_ text: String) { return nil }
}
