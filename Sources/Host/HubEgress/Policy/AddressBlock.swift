/// The addresses that begin with the same bits.
struct AddressBlock: Hashable, Sendable {
    private let first: IPAddress
    private let length: Int

    /// One address.
    init(_ address: IPAddress) {
        first = address
        length =
            switch address {
            case .v4: 32
            case .v6: 128
            }
    }

    /// From `10.0.0.0/8` or `fd00::/8`; nil when it is not that, or has bits beyond the length.
    init?(_ text: Substring) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])),
            parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = Int(parts[1])
        else { return nil }
        switch address {
        case .v4(let bits):
            guard length <= 32, length == 32 || bits << UInt32(length) == 0 else { return nil }
        case .v6(let bits):
            guard length <= 128, length == 128 || bits << UInt128(length) == 0 else { return nil }
        }
        (first, self.length) = (address, length)
    }

    func contains(_ address: IPAddress) -> Bool {
        switch (first, address) {
        case (.v4(let mine), .v4(let other)): length == 0 || (mine ^ other) >> UInt32(32 - length) == 0
        case (.v6(let mine), .v6(let other)): length == 0 || (mine ^ other) >> UInt128(128 - length) == 0
        case (.v4, .v6), (.v6, .v4): false
        }
    }
}
