import HubCore

extension DocumentBytes {
    private static let pieceBytes = 262_144

    /// All of them in memory that programs can open.
    func memoryFile(limit: Int) async throws(DocumentFailure) -> MemoryFile {
        try checkSize(limit)
        do {
            return try await MemoryFile(size: size, pieceBytes: Self.pieceBytes, read: read)
        } catch let failure as ProgramFailure {
            throw DocumentFailure(failure)
        } catch {
            throw Self.failure(error)
        }
    }

    func all(limit: Int) async throws(DocumentFailure) -> [UInt8] {
        try checkSize(limit)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        do {
            while bytes.count < size {
                try Task.checkCancellation()
                let piece = try await read(bytes.count, min(Self.pieceBytes, size - bytes.count))
                guard !piece.isEmpty else { throw MemoryFileError.short }
                bytes += piece
            }
        } catch {
            throw Self.failure(error)
        }
        return bytes
    }

    private func checkSize(_ limit: Int) throws(DocumentFailure) {
        guard size <= limit else {
            throw DocumentFailure(.tooLarge, "The document has \(size) bytes; at most \(limit) are read.")
        }
        guard size > 0 else { throw DocumentFailure(.empty, "The document has no bytes.") }
    }

    private static func failure(_ error: any Error) -> DocumentFailure {
        switch error {
        case let failure as DocumentFailure: failure
        case is CancellationError: DocumentFailure(.cancelled, "Reading the document was cancelled.")
        case MemoryFileError.short: DocumentFailure(.broken, "The document has fewer bytes than were kept of it.")
        case _: DocumentFailure(.unavailable, "The document's bytes cannot be read at the moment.")
        }
    }
}
