/// Where requests may go: to public addresses, and to what the operator's list names.
package struct EgressPolicy: Sendable, Hashable {
    package init(allowing allowances: [EgressAllowance] = []) {}
}
