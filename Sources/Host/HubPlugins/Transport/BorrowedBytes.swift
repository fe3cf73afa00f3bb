import PluginABI

extension ah_bytes {
    /// Bytes that the caller keeps in place for as long as the plugin may look.
    init(borrowing buffer: UnsafeBufferPointer<UInt8>) {
        self.init(ptr: buffer.baseAddress, len: buffer.count)
    }

    /// A copy; nil when it is longer than the limit, or no memory stands behind its length.
    func copy(limit: Int) -> [UInt8]? {
        if len == 0 { return [] }
        guard let ptr, len <= limit else { return nil }
        // SAFETY: the other side lends `len` bytes until the function that received them returns.
        return Array(UnsafeBufferPointer(start: ptr, count: len))
    }
}

extension [UInt8] {
    /// Lends the bytes while `body` runs.
    func withBorrowedBytes<Result>(_ body: (ah_bytes) -> Result) -> Result {
        // SAFETY: the array keeps its bytes in place until `body` returns, and no side keeps them longer.
        withUnsafeBufferPointer { body(ah_bytes(borrowing: $0)) }
    }
}
