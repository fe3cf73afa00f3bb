import Glibc
import HubCore

/// Writes the lines of commands to standard error at once. What looks like a secret is masked.
enum LogWriter {
    static func write(_ line: String) {
        var line = SecretRedaction.redact(line) + "\n"
        line.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                // SAFETY: the buffer is valid within this closure and write(2) reads no more than what is left of it.
                let count = Glibc.write(STDERR_FILENO, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
                // A line that cannot be written has nowhere to be reported.
                if count < 0, errno != EINTR { return }
                sent += max(0, count)
            }
        }
    }
}
