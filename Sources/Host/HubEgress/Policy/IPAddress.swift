import Glibc

/// An IPv4 or IPv6 address, as the number that it is.
package enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    /// From numeric text without brackets and zone; nil for anything else.
    package init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        // SAFETY: a copy of a value of 16 bytes is read while it is alive.
        self = .v6(withUnsafeBytes(of: &six) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
    }

    /// From a `sockaddr_in` or `sockaddr_in6`; nil for any other family.
    init?(family: Int32, socketAddress bytes: UnsafeRawBufferPointer) {
        switch family {
        case AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
            // SAFETY: the buffer is as long as what is read from it, checked above; lent by the caller for this call.
            let address = bytes.loadUnaligned(as: sockaddr_in.self)
            self = .v4(UInt32(bigEndian: address.sin_addr.s_addr))
        case AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
            // SAFETY: as above; the 16 bytes of the address are a part of the copied value.
            var address = bytes.loadUnaligned(as: sockaddr_in6.self)
            self = .v6(
                withUnsafeBytes(of: &address.sin6_addr) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        default:
            return nil
        }
    }

    /// As numbers, without brackets.
    package var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isWritten =
            switch self {
            case .v4(let bits):
                withUnsafeBytes(of: bits.bigEndian) { Self.write(AF_INET, $0, &buffer) }
            case .v6(let bits):
                withUnsafeBytes(of: bits.bigEndian) { Self.write(AF_INET6, $0, &buffer) }
            }
        return isWritten ? String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    }

    private static func write(_ family: Int32, _ bytes: UnsafeRawBufferPointer, _ buffer: inout [CChar]) -> Bool {
        // SAFETY: the bytes are a value of the family's size, alive for this call; the buffer holds the longest text.
        inet_ntop(family, bytes.baseAddress, &buffer, socklen_t(buffer.count)) != nil
    }

    /// Whether only this machine answers there.
    package var isLoopback: Bool {
        switch self {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        }
    }

    /// The IPv4 address that an IPv6 one stands for: mapped, NAT64 (RFC 6052) or 6to4 (RFC 3056).
    var embedded: IPAddress? {
        guard case .v6(let bits) = self else { return nil }
        let prefix = bits >> 32
        if prefix == 0xFFFF || prefix == 0xFFFF_0000 || prefix == 0x0064_FF9B_0000_0000_0000_0000 {
            return .v4(UInt32(truncatingIfNeeded: bits))
        }
        return bits >> 112 == 0x2002 ? .v4(UInt32(truncatingIfNeeded: bits >> 80)) : nil
    }
}
