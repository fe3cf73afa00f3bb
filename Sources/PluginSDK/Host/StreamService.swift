import PluginABI

/// Shows parts of an answer while it is made, in their order. The call is still completed: with its whole result, or by
/// `completeStreamed()` with all that was emitted.
public struct StreamService: Sendable {
    /// The most bytes that the host takes at once; longer texts go out in pieces.
    public static var maximumChunk: Int { Int(AH_MAX_CHUNK) }

    let call: Call

    /// Emits the next text, and waits for room where whoever reads is slow. One emit of a call at a time: the next begins when
    /// this one is done. Fails when the call is over, and with `tooLarge` when it has streamed as much as it may. `completion` runs
    /// exactly once, on this thread or one of the host's; it must not wait.
    public func emit(_ text: String, completion: @escaping @Sendable (Result<Void, ToolError>) -> Void) {
        guard call.host.stream != nil else { return completion(.failure(.notGranted(AH_EXT_HOST_STREAM))) }
        Emission(call: call, text: Array(text.utf8), completion: completion).goOn()
    }

    /// Waits for the same, on a thread that may wait: for types whose effects say `.blocking`.
    public func emitWaiting(_ text: String) throws(ToolError) { try Waiting.result { emit(text, completion: $0) } }
}

/// One text on its way to the host, piece by piece. Its `user` pointer carries it while it waits for room.
private final class Emission: Sendable {
    private let call: Call
    private let pieces: [ArraySlice<UInt8>]
    private let completion: @Sendable (Result<Void, ToolError>) -> Void

    convenience init(
        call: Call, text: [UInt8], completion: @escaping @Sendable (Result<Void, ToolError>) -> Void
    ) {
        self.init(call: call, pieces: Self.pieces(of: text), completion: completion)
    }

    private init(
        call: Call, pieces: [ArraySlice<UInt8>], completion: @escaping @Sendable (Result<Void, ToolError>) -> Void
    ) {
        self.call = call
        self.pieces = pieces
        self.completion = completion
    }

    /// Of whole characters, and as long as may be.
    private static func pieces(of text: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < text.count {
            var end = min(start + StreamService.maximumChunk, text.count)
            while end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
            pieces.append(text[start..<end])
            start = end
        }
        return pieces
    }

    /// Emits what is left, until it must wait.
    func goOn() {
        guard let service = call.host.stream else { return }
        for (index, piece) in pieces.enumerated() {
            let rest = Emission(call: call, pieces: Array(pieces[index...]), completion: completion)
            // SAFETY: released by `room`, which runs once after AH_E_BUSY and after nothing else; else here.
            let user = Unmanaged.passRetained(rest)
            let status = lending(piece) {
                service.pointee.emit(call.host.table, call.id.rawValue, $0, Self.room, user.toOpaque())
            }
            if status == ah_status(AH_E_BUSY) { return }
            user.release()
            guard status == ah_status(AH_OK) else {
                return completion(.failure(ToolError(status: status, document: [])))
            }
        }
        completion(.success(()))
    }

    private static let room: ah_done = { user, status, result in
        guard let user else { return }
        // SAFETY: `user` is what `goOn` retained, and the host calls this once for it.
        let rest = Unmanaged<Emission>.fromOpaque(user).takeRetainedValue()
        guard status == ah_status(AH_OK) else {
            return rest.completion(.failure(ToolError(status: status, document: result.copy)))
        }
        rest.goOn()
    }
}
