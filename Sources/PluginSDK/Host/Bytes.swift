import PluginABI

extension ah_bytes {
    /// A copy of what is borrowed.
    var copy: [UInt8] { Array(UnsafeBufferPointer(start: ptr, count: ptr == nil ? 0 : len)) }
}

/// Lends bytes to a C function for as long as `body` runs.
func lending<Result>(_ bytes: some Sequence<UInt8>, _ body: (ah_bytes) -> Result) -> Result {
    let lent = bytes.withContiguousStorageIfAvailable { buffer in
        // SAFETY: the host copies what it is given before it returns, within this closure.
        body(ah_bytes(ptr: buffer.baseAddress, len: buffer.count))
    }
    return lent ?? lending(ContiguousArray(bytes), body)
}
