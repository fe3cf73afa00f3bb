import Glibc

/// Finds a port to listen on.
enum FreePort {
    /// The first port from `start` on that can be bound at the IPv4 address; nil when none of the next hundred can.
    static func first(from start: Int, host: String) -> Int? {
        (start..<min(start + 100, 65_536)).first { isFree($0, host: host) }
    }

    private static func isFree(_ port: Int, host: String) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        // A name or an IPv6 address is left to the server itself to try.
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return true }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        // SAFETY: sockaddr_in starts with the fields of sockaddr, and the length is that of what is pointed to.
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
