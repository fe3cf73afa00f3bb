/// Which addresses belong to everybody.
enum PublicInternet {
    /// Whether packets for this address leave for the Internet. An IPv6 address that stands for an IPv4 one is judged by
    /// that one.
    static func contains(_ address: IPAddress) -> Bool {
        if let embedded = address.embedded { return contains(embedded) }
        return switch address {
        case .v4: !special.contains { $0.contains(address) }
        case .v6(let bits): bits >> 125 == 1 && !special.contains { $0.contains(address) }
        }
    }

    /// https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 counterpart, without what is global;
    /// for IPv6 only what lies in 2000::/3, since nothing else is public.
    private static let special: [AddressBlock] = [
        "0.0.0.0/8",  // this network
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private
        "100.64.0.0/10",  // carrier-grade NAT, and a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, and most clouds' metadata at 169.254.169.254
        "168.63.129.16/32",  // a cloud's metadata behind a public-looking address
        "192.0.0.0/24",  // protocol assignments, and a cloud's metadata at 192.0.0.192
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "198.18.0.0/15",  // benchmarks
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, and broadcast
        "2001::/32",  // Teredo
        "2001:2::/48", "2001:10::/28",  // benchmarks, ORCHID
        "2001:db8::/32", "3fff::/20",  // documentation
    ].compactMap { AddressBlock($0) }
}
