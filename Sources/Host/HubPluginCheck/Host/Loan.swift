import HubCore
import PluginABI
import PluginCheckProbe

/// Bytes that are lent to the plugin in pages of their own. Touched after `end`, beyond their end, or written to, they end the
/// process with a fault that says whose they were.
// SAFETY: the pages are read-only memory of the probe's, which outlives every loan.
struct Loan: @unchecked Sendable {
    enum Kind: Int32 {
        case input = 1
        case configuration = 2
        case scope = 3
        case result = 4
        case getter = 5
    }

    private let pointer: UnsafePointer<UInt8>?
    private let count: Int

    init(_ bytes: [UInt8], _ kind: Kind) {
        count = bytes.count
        pointer = cp_lend(bytes, bytes.count, kind.rawValue)
        if pointer == nil { fatalError("no memory to lend") }
    }

    /// What the plugin gets.
    var bytes: ah_bytes { ah_bytes(ptr: pointer, len: count) }

    func end() { if let pointer { cp_revoke(pointer, count) } }
}

extension ah_bytes {
    /// A copy of what the plugin hands over; nil when it says bytes and points nowhere.
    var copied: [UInt8]? {
        guard len > 0 else { return [] }
        guard let ptr else { return nil }
        // SAFETY: the plugin lends `len` bytes until the function returns that this is called in.
        return Array(UnsafeBufferPointer(start: ptr, count: len))
    }

    static var empty: ah_bytes { ah_bytes(ptr: nil, len: 0) }
}
