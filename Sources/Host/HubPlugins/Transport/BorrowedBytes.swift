import Glibc
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

/// A text that a plugin lends for one call.
enum BorrowedText {
    /// A copy; nil for NULL, for what is longer than the limit in bytes, and for what is no UTF-8.
    static func copy(_ pointer: UnsafePointer<CChar>?, limit: Int) -> String? {
        guard let pointer else { return nil }
        let length = strnlen(pointer, limit + 1)
        guard length <= limit else { return nil }
        // SAFETY: `length` bytes before the first NUL, lent until the function that received them returns.
        return String(validating: UnsafeRawBufferPointer(start: pointer, count: length), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Lends the bytes while `body` runs.
    func withBorrowedBytes<Result>(_ body: (ah_bytes) -> Result) -> Result {
        // SAFETY: the array keeps its bytes in place until `body` returns, and no side keeps them longer.
        withUnsafeBufferPointer { body(ah_bytes(borrowing: $0)) }
    }
}
