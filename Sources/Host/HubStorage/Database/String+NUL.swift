import Glibc

extension String {
    /// Whether it has a NUL character, which no text parameter may.
    var hasNUL: Bool {
        // SAFETY: memchr reads the buffer that is borrowed for the closure, by its own length.
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? utf8.contains(0)
    }
}
