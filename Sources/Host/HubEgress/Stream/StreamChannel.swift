import Synchronization

/// Between the engine, which offers what arrives, and one reader.
final class StreamChannel: Sendable {
    struct Head: Sendable {
        let status: Int
        let headers: [HTTPHeader]
    }

    /// What a reader gets: bytes, or nil after the last.
    typealias Reading = Result<[UInt8]?, EgressError>

    private struct State {
        var head: Result<Head, EgressError>?
        var headWaiter: CheckedContinuation<Result<Head, EgressError>, Never>?
        var buffer: [UInt8] = []
        var isPaused = false
        var end: Result<Void, EgressError>?
        var reader: CheckedContinuation<Reading, Never>?
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var hasEnded: Bool { state.withLock { $0.end != nil } }

    // MARK: Called by the engine

    func open(status: Int, headers: [HTTPHeader]) { settle(.success(Head(status: status, headers: headers))) }

    /// False when the reader is behind: the bytes are not taken, and `read` will say when to offer them again.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (reader, isTaken): (CheckedContinuation<Reading, Never>?, Bool) = state.withLock { state in
            if bytes.isEmpty { return (nil, true) }
            if let reader = state.reader {
                state.reader = nil
                return (reader, true)
            }
            guard state.buffer.count < capacity else {
                state.isPaused = true
                return (nil, false)
            }
            state.buffer.append(contentsOf: bytes)
            return (nil, true)
        }
        reader?.resume(returning: .success([UInt8](bytes)))
        return isTaken
    }

    /// Ends the stream; what is buffered can still be read.
    func finish(_ result: Result<Void, EgressError>) {
        switch result {
        case .success: settle(.failure(EgressError(.protocolError, "the response has no headers")))
        case .failure(let error): settle(.failure(error))
        }
        let reader = state.withLock { state in
            state.end = state.end ?? result
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: result.map { nil })
    }

    // MARK: Called by the reader

    func head() async -> Result<Head, EgressError> {
        await withCheckedContinuation { continuation in
            let head = state.withLock { state in
                if state.head == nil { state.headWaiter = continuation }
                return state.head
            }
            if let head { continuation.resume(returning: head) }
        }
    }

    /// What has arrived, as soon as there is anything. `resume` is called when the engine may offer again.
    func read(resume: () -> Void) async -> Reading {
        await withCheckedContinuation { continuation in
            let (reading, mustResume): (Reading?, Bool) = state.withLock { state in
                if !state.buffer.isEmpty {
                    defer { (state.buffer, state.isPaused) = ([], false) }
                    return (.success(state.buffer), state.isPaused)
                }
                if let end = state.end { return (end.map { nil }, false) }
                guard state.reader == nil else { return (.failure(Self.secondReader), false) }
                state.reader = continuation
                return (nil, false)
            }
            if mustResume { resume() }
            if let reading { continuation.resume(returning: reading) }
        }
    }

    private func settle(_ head: Result<Head, EgressError>) {
        let waiter = state.withLock { state in
            state.head = state.head ?? head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    private static let secondReader = EgressError(.invalidRequest, "a stream is read by one task at a time")
}
