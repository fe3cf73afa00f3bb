import Foundation
import Glibc
import Testing

/// A test's side of a loaded C plugin: its counters, its gates and its own functions.
struct TestPlugin: Sendable {
    /// As in `stub.h`.
    enum Counter: Int32, Sendable {
        case started, stopped, created, destroyed, invoked, cancelled
    }

    let path: String

    /// The address of an exported function. The plugin must have been loaded.
    private func symbol(_ name: String) throws -> UnsafeMutableRawPointer {
        let library = try #require(dlopen(path, RTLD_NOW | RTLD_NOLOAD), "\(path) is not loaded")
        return try #require(dlsym(library, name), "\(name) is not there")
    }

    /// The result of an exported function without arguments.
    func number(_ name: String) throws -> Int {
        // SAFETY: the functions of that name in the test plugins have this type.
        let function = unsafeBitCast(try symbol(name), to: (@convention(c) () -> Int32).self)
        return Int(function())
    }

    func call() throws -> UInt64 {
        // SAFETY: `test_call` of misbehaving.c has this type.
        unsafeBitCast(try symbol("test_call"), to: (@convention(c) () -> UInt64).self)()
    }

    func complete(_ call: UInt64) throws -> Int {
        // SAFETY: `test_complete` of misbehaving.c has this type.
        let function = unsafeBitCast(try symbol("test_complete"), to: (@convention(c) (UInt64) -> Int32).self)
        return Int(function(call))
    }

    func count(_ counter: Counter) throws -> Int {
        // SAFETY: stub.h gives it this type.
        let function = unsafeBitCast(try symbol("test_count"), to: (@convention(c) (Int32) -> Int32).self)
        return Int(function(counter.rawValue))
    }

    /// Opens a gate for one that waits at it or comes later.
    func open(_ gate: Int32) throws {
        // SAFETY: stub.h gives it this type.
        unsafeBitCast(try symbol("test_post"), to: (@convention(c) (Int32) -> Void).self)(gate)
    }

    /// Waits until the plugin has opened the gate.
    func pass(_ gate: Int32, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        // SAFETY: stub.h gives it this type.
        let wait = unsafeBitCast(try symbol("test_wait"), to: (@convention(c) (Int32) -> Int32).self)
        let isOpen = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: wait(gate) == 1) }
        }
        try #require(isOpen, "nobody opened gate \(gate)", sourceLocation: sourceLocation)
    }
}
