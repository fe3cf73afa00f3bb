import Glibc

/// What the system says of a process (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
enum ProcessUsage {
    /// 0 where its first thread has ended, whatever the others use.
    static func residentBytes(of id: pid_t) -> Int? {
        guard let text = read("/proc/\(id)/statm") else { return nil }
        let fields = text.split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = number(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Seconds of the processor.
    static func processorSeconds(of id: pid_t) -> Double? {
        let fields = fields(of: id)
        // The 14th and the 15th of all.
        guard fields.count > 12, let user = number(fields[11]), let system = number(fields[12]) else { return nil }
        return Double(user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func threads(of id: pid_t) -> Int? {
        let fields = fields(of: id)
        // The 20th of all.
        return fields.count > 17 ? number(fields[17]) : nil
    }

    /// From the third on: after the name, which may have spaces in it.
    private static func fields(of id: pid_t) -> [ArraySlice<UInt8>] {
        guard let text = read("/proc/\(id)/stat"), let name = text.lastIndex(of: UInt8(ascii: ")")) else { return [] }
        return text[(name + 1)...].split(separator: UInt8(ascii: " "))
    }

    /// Nanoseconds of the processor that the calling thread has had.
    static func threadTime() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: digits, as: UTF8.self))
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
            // SAFETY: the buffer is as long as the call is told.
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            return count > 0 ? Array(buffer[..<count]) : nil
        }
    }
}
