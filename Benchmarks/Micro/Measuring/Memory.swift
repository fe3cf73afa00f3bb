import FoundationEssentials
import Glibc

/// The process's memory, as Linux tells it.
enum Memory {
    /// Resident now, in MiB.
    static var resident: Double { mebibytes("VmRSS:") }
    /// The most that was resident since the start, or since `forgetPeak`, in MiB.
    static var peak: Double { mebibytes("VmHWM:") }

    /// https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
    static func forgetPeak() {
        guard let file = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    private static func mebibytes(_ name: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({
                Double($0)
            })
        else { return 0 }
        return kilobytes / 1024
    }
}

/// Bytes of the files in a folder and below it.
func bytes(below folder: String) -> Int {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return 0 }
    return names.reduce(0) { sum, name in
        let path = "\(folder)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { return sum }
        return sum + (status.st_mode & S_IFMT == S_IFDIR ? bytes(below: path) : Int(status.st_size))
    }
}
