import CCurl
import Glibc

/// The addresses of this machine's own interfaces.
enum MachineAddresses {
    static func all() -> Set<IPAddress> {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: Set<IPAddress> = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ifa_addr {
                let family = Int32(address.pointee.sa_family)
                let size = family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
                // SAFETY: an entry of the list that getifaddrs made, whose address has the size of its family; other
                // families are not read.
                if family == AF_INET || family == AF_INET6,
                    let found = IPAddress(
                        family: family, socketAddress: UnsafeRawBufferPointer(start: address, count: size))
                {
                    addresses.insert(found)
                }
            }
            next = entry.pointee.ifa_next
        }
        return addresses
    }
}
