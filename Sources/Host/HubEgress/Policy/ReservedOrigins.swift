import Glibc
import Synchronization

/// Servers that no request under an ordinary policy reaches, whatever the operator's list allows: those that the operator gave to
/// one plugin, which keep every tenant's data side by side.
///
/// A place is known by its name, and by the addresses that the name has, however else they are called. These are asked for
/// again every half minute; one that was known once stays. Until a name was resolved for the first time, no address that is not
/// public is reached at its port. Another server at the same address and port is not reached either: such a server needs a
/// port of its own.
package final class ReservedOrigins: Sendable, Hashable {
    private struct Place: Hashable, Sendable {
        let host: String
        let port: UInt16
    }

    private struct State {
        var addresses: [String: Set<IPAddress>]
        var machine: Set<IPAddress>
    }

    /// Of one name; when it has had more, the earlier ones are forgotten.
    private static let maximumAddresses = 1024

    /// From one asking to the next.
    private static let seconds: UInt32 = 30

    private let places: Set<Place>
    private let ports: Set<UInt16>
    private let resolve: @Sendable (String) -> [IPAddress]
    private let machine: @Sendable () -> Set<IPAddress>
    private let state: Mutex<State>

    /// Resolves the names on a thread of its own, at once and again every half minute, for as long as it lives.
    package convenience init(_ origins: Set<Origin>) {
        self.init(origins, resolve: NameLookup.addresses, machine: MachineAddresses.all)
        guard places.contains(where: { IPAddress($0.host) == nil }) else {
            refresh()
            return
        }
        EngineThread.start(named: "reserved") { [weak self] in
            while self?.refreshed() == true { sleep(Self.seconds) }
        }
    }

    /// Resolves nothing until `refresh`.
    init(
        _ origins: Set<Origin>, resolve: @escaping @Sendable (String) -> [IPAddress],
        machine: @escaping @Sendable () -> Set<IPAddress>
    ) {
        places = Set(origins.map { Place(host: Self.bare($0.host), port: $0.port) })
        ports = Set(places.map(\.port))
        self.resolve = resolve
        self.machine = machine
        state = Mutex(State(addresses: [:], machine: []))
    }

    /// Asks what the names mean now. It blocks its thread.
    func refresh() {
        let machine = machine()
        for host in Set(places.map(\.host)) {
            let found = IPAddress(host).map { [$0] } ?? resolve(host)
            guard !found.isEmpty else { continue }
            state.withLock { state in
                var known = state.addresses[host] ?? []
                if known.count > Self.maximumAddresses { known = [] }
                state.addresses[host] = known.union(found.map(Self.plain))
            }
        }
        state.withLock { $0.machine = Set(machine.map(Self.plain)) }
    }

    private func refreshed() -> Bool {
        refresh()
        return true
    }

    /// Whether a request for that host by name is one for such a server.
    func contains(host: String, port: UInt16) -> Bool {
        places.contains(Place(host: Self.bare(host), port: port))
    }

    /// Whether a connection to that address is one to such a server, or may be.
    func contains(_ address: IPAddress, port: UInt16) -> Bool {
        guard ports.contains(port) else { return false }
        let address = Self.plain(address)
        return state.withLock { state in
            let isHere = Self.isHere(address, state.machine)
            return places.contains { place in
                guard place.port == port else { return false }
                guard let known = state.addresses[place.host] else { return !PublicInternet.contains(address) }
                // A server of this machine's often answers at every address of it.
                return known.contains(address) || isHere && known.contains { Self.isHere($0, state.machine) }
            }
        }
    }

    /// Whether the address leads to this machine. One of no machine's does, on Linux.
    private static func isHere(_ address: IPAddress, _ machine: Set<IPAddress>) -> Bool {
        address.isLoopback || address == .v4(0) || address == .v6(0) || machine.contains(address)
    }

    /// An IPv4 address in all its spellings.
    private static func plain(_ address: IPAddress) -> IPAddress { address.embedded ?? address }

    /// A name without the dot that ends it.
    private static func bare(_ host: String) -> String { host.hasSuffix(".") ? String(host.dropLast()) : host }

    package static func == (left: ReservedOrigins, right: ReservedOrigins) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
