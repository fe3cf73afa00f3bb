import PluginABI

/// Bytes that a host lends to a plugin: spoilt when the loan ends, so that a plugin that keeps them is found out.
final class LentBytes: Sendable {
    // SAFETY: allocated and filled in init, only read by others, spoilt and freed in deinit.
    private nonisolated(unsafe) let buffer: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        buffer = .allocate(capacity: bytes.count)
        _ = buffer.initialize(from: bytes)
    }

    deinit {
        buffer.update(repeating: 0xDD)
        buffer.deallocate()
    }

    /// Lends for as long as `body` runs; whoever keeps the object lends on.
    func lend<Result>(_ body: (ah_bytes) -> Result) -> Result {
        withExtendedLifetime(self) { body(ah_bytes(ptr: UnsafePointer(buffer.baseAddress), len: buffer.count)) }
    }
}

extension ah_bytes {
    var copied: [UInt8] { Array(UnsafeBufferPointer(start: ptr, count: ptr == nil ? 0 : len)) }
}
