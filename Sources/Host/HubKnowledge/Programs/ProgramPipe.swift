import Glibc

/// A pipe from a program. Both ends are closed with it.
final class ProgramPipe {
    let reading: Int32
    private(set) var writing: Int32

    init() throws(ProgramFailure) {
        var ends: [Int32] = [-1, -1]
        guard let pipe2 = GNULibrary.pipe2 else { throw .noProcess(code: ENOSYS) }
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .noProcess(code: errno) }
        (reading, writing) = (ends[0], ends[1])
    }

    /// So that the program's end is the only one, and its closing is seen.
    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    deinit {
        closeWriting()
        close(reading)
    }
}

/// What came out of a pipe so far.
struct Drain {
    let pipe: ProgramPipe
    let limit: Int
    /// Whether what is over the limit is read and dropped; else it ends the reading.
    let dropsMore: Bool
    private(set) var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    init(pipe: ProgramPipe, limit: Int, dropsMore: Bool) {
        self.pipe = pipe
        self.limit = limit
        self.dropsMore = dropsMore
    }

    /// Takes what there is. False: it is over the limit.
    mutating func read() -> Bool {
        let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            // SAFETY: the buffer is as long as the call is told.
            let count = Glibc.read(pipe.reading, buffer.baseAddress, buffer.count)
            if count > 0 {
                let room = limit - bytes.count
                bytes.append(contentsOf: buffer[..<min(count, room)])
                if count > room, !dropsMore { return -2 }
            }
            return count
        }
        if count == -2 { return false }
        if count == 0 || count < 0 && errno != EINTR && errno != EAGAIN { isAtEnd = true }
        return true
    }
}
