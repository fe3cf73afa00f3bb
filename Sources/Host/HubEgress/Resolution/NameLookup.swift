import CCurl
import Glibc

/// The C library's resolution of names: `/etc/hosts`, DNS and whatever else the machine is set up for.
enum NameLookup {
    /// What the name resolves to, in the order in which to try (RFC 6724), each address once; empty where it cannot be
    /// resolved. It blocks its thread, for as long as the machine's resolver asks its servers.
    static func addresses(of name: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next {
            // SAFETY: an entry of the list that getaddrinfo made, which is freed when this function returns; its address has
            // `ai_addrlen` bytes.
            let bytes = UnsafeRawBufferPointer(start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            let address = IPAddress(family: entry.pointee.ai_family, socketAddress: bytes)
            if let address, !addresses.contains(address) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses
    }
}
