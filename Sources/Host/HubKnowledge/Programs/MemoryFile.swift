import Glibc

/// A file without a name that stands in memory: what programs read which must be able to seek. Nothing of it is on a disk,
/// and it is gone when nobody has it open.
final class MemoryFile: Sendable {
    /// Owned, closed with this value.
    let descriptor: Int32
    let size: Int

    /// Fills it with `size` bytes, piece by piece.
    init(
        size: Int, pieceBytes: Int = 262_144, read: (_ offset: Int, _ length: Int) async throws -> [UInt8]
    ) async throws {
        // MFD_CLOEXEC is 1.
        descriptor = GNULibrary.memoryFile?("document", 1) ?? -1
        self.size = size
        guard descriptor >= 0 else { throw ProgramFailure.noProcess(code: errno) }
        var offset = 0
        while offset < size {
            try Task.checkCancellation()
            let bytes = try await read(offset, min(pieceBytes, size - offset))
            guard !bytes.isEmpty else { throw MemoryFileError.short }
            guard Self.write(bytes, to: descriptor) else { throw ProgramFailure.noProcess(code: errno) }
            offset += bytes.count
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                // SAFETY: the slice lies inside the array, which outlives the call.
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}

enum MemoryFileError: Error {
    /// There are fewer bytes than were promised.
    case short
}
