import Glibc
import HubCore

/// Writes whole lines to standard error, each by one write, so that lines of several threads do not mix. What looks like
/// a secret is masked.
enum LogWriter {
    static func write(_ line: String) {
        var line = SecretRedaction.redact(line) + "\n"
        line.withUTF8 { bytes in
            // SAFETY: the buffer is valid within this closure and write(2) reads no more than its count. A log line
            // that cannot be written has nowhere to be reported.
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
