import Foundation

/// Work that blocks, on a thread of its own: Swift's own are one for each core, and all other tests wait for them.
package enum BlockingWork {
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
