import HubCore
import Logging
import PluginABI
import Synchronization

/// A plugin's lines in the host's log: bounded, escaped, and not too many.
final class LogService: Sendable {
    static let maximumBytes = 2048

    private struct Allowance {
        var tokens: Double
        var at: UInt64
        var dropped = 0
    }

    private let burst: Double
    private let perSecond: Double
    private let logger: Logger
    private let allowance: Mutex<Allowance>

    init(plugin: String, burst: Int, perSecond: Int, logger: Logger) {
        self.burst = Double(burst)
        self.perSecond = Double(perSecond)
        var logger = logger
        logger[metadataKey: "plugin"] = "\(plugin)"
        self.logger = logger
        allowance = Mutex(Allowance(tokens: Double(burst), at: MonotonicTime.now()))
    }

    /// `level` as the ABI numbers them; a number that it does not have is an error's.
    func write(level: Int32, message: ah_bytes, call: PluginCall?, now: UInt64 = MonotonicTime.now()) {
        let level = Self.level(level)
        guard logger.logLevel <= level, let dropped = admit(now: now) else { return }
        var metadata: Logger.Metadata = [:]
        if let call {
            metadata["tenant"] = "\(call.invocation.caller.scope.tenant)"
            metadata["tool"] = "\(call.invocation.tool.name)"
            metadata["trace_id"] = "\(call.invocation.traceID)"
        }
        if dropped > 0 { metadata["dropped"] = "\(dropped)" }
        logger.log(level: level, "\(PluginText.printable(Self.text(message)))", metadata: metadata)
    }

    /// The lines dropped since the last one that was admitted; nil drops this one too.
    private func admit(now: UInt64) -> Int? {
        allowance.withLock { allowance in
            let seconds = Double(now &- allowance.at) / 1e9
            allowance.at = now
            allowance.tokens = min(burst, allowance.tokens + seconds * perSecond)
            guard allowance.tokens >= 1 else {
                allowance.dropped += 1
                return nil
            }
            allowance.tokens -= 1
            defer { allowance.dropped = 0 }
            return allowance.dropped
        }
    }

    private static func text(_ message: ah_bytes) -> String {
        let isCut = message.len > maximumBytes
        let shown = ah_bytes(ptr: message.ptr, len: min(message.len, maximumBytes))
        return String(decoding: shown.copy(limit: maximumBytes) ?? [], as: UTF8.self) + (isCut ? "…" : "")
    }

    private static func level(_ number: Int32) -> Logger.Level {
        switch number {
        case 0: .trace
        case 1: .debug
        case 2: .info
        case 3: .warning
        case _: .error
        }
    }
}
