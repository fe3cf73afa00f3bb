import FoundationEssentials
import HubCore
import HubCrypto
import Logging

/// Takes one uploaded file after another into the store while they come. Of each it holds a piece, and what the client sent
/// last.
struct FileIntake: Sendable {
    let files: any FileStore
    let scope: TenantScope
    let user: UserID
    let purpose: StoredFile.Purpose
    /// Bytes of one file, and of all of the tenant's.
    let maximum: Int
    let quota: Int
    let logger: Logger

    /// Keeps the file whose bytes the reader gives, or says why not; then they were read to their end all the same. When it
    /// throws, nothing of the file is kept.
    func take(_ reader: inout UploadReader, named name: FileName) async throws -> Result<StoredFile, FileRefusal> {
        let id = FileID()
        var draft = Draft(pieceBytes: type(of: files).pieceBytes)
        do {
            let refusal = try await fill(&draft, id, from: &reader, named: name)
            if let refusal {
                if draft.isBegun { await discard(id) }
                return .failure(refusal)
            }
            guard let mediaType = draft.mediaType else { return .failure(.unsupported) }
            let file = StoredFile(
                id: id, purpose: purpose, user: user, name: name.text, mediaType: mediaType, size: draft.size,
                digest: draft.digest.hex())
            let isKept = try await storage { try await files.finish(scope, file, quota: quota) }
            return isKept ? .success(file) : .failure(.storageFull(quota))
        } catch {
            if draft.isBegun { await discard(id) }
            throw error
        }
    }

    /// Forgets a file. Its client may be gone, and the request cancelled, which must not reach the store: so this runs in a
    /// task of its own, which is awaited. What a store that fails leaves is removed when it has been there for long.
    func discard(_ id: FileID) async {
        do {
            _ = try await Task { [files, scope] in try await files.remove(scope, id: id) }.value
        } catch {
            logger.error("a file was not removed", metadata: ["type": .string("\(type(of: error))")])
        }
    }

    private func fill(
        _ draft: inout Draft, _ id: FileID, from reader: inout UploadReader, named name: FileName
    ) async throws -> FileRefusal? {
        var refusal: FileRefusal?
        while let bytes = try await reader.nextBytes() {
            // The files behind it are good, perhaps.
            if refusal != nil { continue }
            draft.add(bytes)
            if draft.size > maximum {
                refusal = .tooLarge(maximum)
            } else if draft.isSampled, !draft.isKnown(by: name) {
                refusal = .unsupported
            } else {
                while let piece = draft.nextPiece() { try await append(piece, to: &draft, id) }
            }
        }
        if let refusal { return refusal }
        if draft.size == 0 { return .empty }
        if !draft.isKnown(by: name) { return .unsupported }
        if let piece = draft.lastPiece() { try await append(piece, to: &draft, id) }
        return nil
    }

    private func append(_ piece: [UInt8], to draft: inout Draft, _ id: FileID) async throws {
        if !draft.isBegun {
            draft.isBegun = true
            try await storage { try await files.begin(scope, id) }
        }
        let index = draft.pieces
        try await storage { try await files.append(scope, id, index: index, piece) }
        draft.pieces += 1
    }
}

/// A file on its way into the store.
private struct Draft {
    let pieceBytes: Int
    let digest = SHA256Stream()
    private(set) var size = 0
    private(set) var mediaType: MediaType?
    var isBegun = false
    /// Those that the store has.
    var pieces = 0
    private var sample: [UInt8] = []
    private var rest: [UInt8] = []

    init(pieceBytes: Int) { self.pieceBytes = pieceBytes }

    mutating func add(_ bytes: [UInt8]) {
        size += bytes.count
        digest.add(bytes)
        rest += bytes
        if !isSampled { sample += bytes.prefix(MediaTypeSniffer.sampleBytes - sample.count) }
    }

    /// Whether no more of its bytes say what it is.
    var isSampled: Bool { sample.count == MediaTypeSniffer.sampleBytes }

    /// Whether it is of a kind that is taken in, by the bytes so far.
    mutating func isKnown(by name: FileName) -> Bool {
        if mediaType == nil { mediaType = MediaTypeSniffer.mediaType(of: sample, name: name.text) }
        return mediaType != nil
    }

    mutating func nextPiece() -> [UInt8]? {
        guard rest.count >= pieceBytes else { return nil }
        let piece = Array(rest.prefix(pieceBytes))
        rest.removeFirst(pieceBytes)
        return piece
    }

    mutating func lastPiece() -> [UInt8]? {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
    }
}
