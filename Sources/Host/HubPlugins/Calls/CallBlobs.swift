import HubCore
import HubCrypto
import Synchronization

/// The blobs that one call writes, until its result names them or they are dropped with it.
final class CallBlobs: Sendable {
    struct Limits: Sendable {
        /// Bytes of one blob, and of all of a call.
        var blob = 20_000_000
        var call = 32 << 20
        var count = 8
    }

    /// Why a piece is not taken.
    enum Problem: Error, Equatable {
        /// The call writes no blob of the id, or has ended it.
        case unknown
        case blobTooLarge
        case callTooLarge
        case tooMany
        /// All calls together hold too much.
        case overloaded
        /// It ends and has no byte.
        case empty
        case secret
    }

    private struct Draft {
        let mediaType: String
        var bytes: [UInt8] = []
        /// Where a secret may begin that goes on in the next piece.
        var tail = SecretTail()
        /// Of the pieces so far: each is added by the thread that brings it, since whoever ends the call is one of Swift's own, which
        /// must not be kept for as long as many megabytes take.
        let hash = SHA256Stream()
        /// Of the whole; nil: it has not ended.
        var digest: String?
        var isEnded: Bool { digest != nil }
    }

    private struct Whole {
        let mediaType: String
        let bytes: [UInt8]
        /// nil: it has not ended.
        let digest: String?
    }

    private struct State {
        var drafts: [FileID: Draft] = [:]
        var bytes = 0
        var isOver = false
    }

    private let limits: Limits
    private let budget: BlobBudget
    private let state = Mutex(State())

    init(limits: Limits = Limits(), budget: BlobBudget) {
        self.limits = limits
        self.budget = budget
    }

    deinit { budget.give(state.withLock { $0.bytes }) }

    /// Begins a blob with its first piece. A blob that is refused a piece is dropped: it would not be what its writer means.
    func begin(_ mediaType: String, _ piece: [UInt8], isLast: Bool, under mask: SecretMask?) throws(Problem) -> FileID {
        let id = FileID()
        try state.withLock { state throws(Problem) in
            guard state.drafts.count < limits.count else { throw .tooMany }
            var draft = Draft(mediaType: mediaType)
            try add(piece, to: &draft, isLast: isLast, under: mask, &state)
            state.drafts[id] = draft
        }
        return id
    }

    /// Adds a piece; returns the blob's bytes so far.
    func append(_ piece: [UInt8], to id: FileID, isLast: Bool, under mask: SecretMask?) throws(Problem) -> Int {
        try state.withLock { state throws(Problem) in
            guard state.drafts[id]?.isEnded == false, var draft = state.drafts.removeValue(forKey: id) else {
                throw .unknown
            }
            try add(piece, to: &draft, isLast: isLast, under: mask, &state)
            let size = draft.bytes.count
            state.drafts[id] = draft
            return size
        }
    }

    private func add(
        _ piece: [UInt8], to draft: inout Draft, isLast: Bool, under mask: SecretMask?, _ state: inout State
    ) throws(Problem) {
        if let problem = problem(with: piece, of: draft, isLast: isLast, under: mask, state) {
            budget.give(draft.bytes.count)
            state.bytes -= draft.bytes.count
            throw problem
        }
        draft.bytes += piece
        _ = draft.tail.add(piece, under: mask)
        draft.hash.add(piece)
        if isLast { draft.digest = draft.hash.hex() }
        state.bytes += piece.count
    }

    /// nil: the budget has been asked, and the piece fits in.
    private func problem(
        with piece: [UInt8], of draft: Draft, isLast: Bool, under mask: SecretMask?, _ state: State
    ) -> Problem? {
        if state.isOver { return .unknown }
        if piece.count > limits.blob - draft.bytes.count { return .blobTooLarge }
        if piece.count > limits.call - state.bytes { return .callTooLarge }
        if isLast, piece.isEmpty, draft.bytes.isEmpty { return .empty }
        if let mask, mask.isIn(draft.tail.held + piece) { return .secret }
        return budget.take(piece.count) ? nil : .overloaded
    }

    /// Bytes of a blob that the call wrote, as far as it has come; nil: it wrote none of that id.
    func read(_ id: String, offset: UInt64, length: Int) -> [UInt8]? {
        guard let id = FileID(id) else { return nil }
        return state.withLock { state in
            guard let draft = state.drafts[id] else { return nil }
            let start = min(Int(clamping: offset), draft.bytes.count)
            return Array(draft.bytes[start..<start + min(length, draft.bytes.count - start)])
        }
    }

    /// Ends it: those that the result names as `{"blob": "ID"}`, each once, in its order; nil where it names one that has no end.
    /// The others are dropped.
    func end(named result: JSONValue?) -> [ToolBlob]? {
        let drafts = state.withLock { state -> [FileID: Whole] in
            state.isOver = true
            let drafts = state.drafts.mapValues {
                Whole(mediaType: $0.mediaType, bytes: $0.bytes, digest: $0.digest)
            }
            state.drafts = [:]
            return drafts
        }
        guard let result, !drafts.isEmpty else { return [] }
        var names: [(id: FileID, name: String?)] = []
        Self.collect(result) { id, name in
            if drafts[id] != nil, !names.contains(where: { $0.id == id }) { names.append((id, name)) }
        }
        var blobs: [ToolBlob] = []
        for (id, name) in names {
            guard let draft = drafts[id], let digest = draft.digest else { return nil }
            blobs.append(
                ToolBlob(id: id, mediaType: draft.mediaType, name: name, bytes: draft.bytes, digest: digest))
        }
        return blobs
    }

    /// Every object of the value with a `blob`, and its `name` where it has one.
    private static func collect(_ value: JSONValue, _ take: (FileID, String?) -> Void) {
        switch value {
        case .null, .bool, .number, .string: return
        case .array(let elements): for element in elements { collect(element, take) }
        case .object(let members):
            if let id = members["blob"]?.stringValue.flatMap({ FileID($0) }) { take(id, members["name"]?.stringValue) }
            for (_, member) in members { collect(member, take) }
        }
    }
}
