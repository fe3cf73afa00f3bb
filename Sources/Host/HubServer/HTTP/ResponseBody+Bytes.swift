import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

extension ResponseBody {
    /// All that it writes.
    func bytes() async throws -> ByteBuffer {
        let collected = Collected()
        try await write(Collector(collected: collected))
        return collected.bytes
    }
}

/// The bytes that a body wrote.
private final class Collected: Sendable {
    private let buffer = Mutex(ByteBuffer())

    var bytes: ByteBuffer { buffer.withLock { $0 } }

    func append(_ bytes: ByteBuffer) { buffer.withLock { _ = $0.writeImmutableBuffer(bytes) } }
}

private struct Collector: ResponseBodyWriter {
    let collected: Collected

    func write(_ buffer: ByteBuffer) async throws { collected.append(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
