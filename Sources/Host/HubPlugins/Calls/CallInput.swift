/// The arguments as a plugin borrows them: bytes that stay in one place for as long as a call or a thread holds them.
// SAFETY: written in init and only read afterwards; freed when the last holder lets go.
final class CallInput: @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        // SAFETY: as large as what is copied into it, and freed in deinit alone.
        storage = .allocate(capacity: bytes.count)
        _ = storage.initialize(from: bytes)
    }

    deinit { storage.deallocate() }

    // SAFETY: borrowed from self; the reader keeps self alive while it looks.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(storage) }
}
