import HubCore
import Logging
import PluginABI
import Synchronization

/// A plugin's lines in the host's log: bounded, escaped, and not too many.
final class LogService: Sendable {
    static let maximumBytes = 2048
    /// A secret of 8192 characters, as base64 or a URL writes them.
    private static let maximumSecret = 102_400

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
            metadata["tenant"] = "\(call.caller.scope.tenant)"
            if let tool = call.instance?.tool { metadata["tool"] = "\(tool.name)" }
            metadata["user"] = "\(call.caller.logName)"
            metadata["request_id"] = "\(call.requestID)"
            metadata["trace_id"] = "\(call.traceID)"
        }
        if dropped > 0 { metadata["dropped"] = "\(dropped)" }
        logger.log(level: level, "\(PluginText.printable(Self.text(message, mask: call?.mask)))", metadata: metadata)
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

    private static func text(_ message: ah_bytes, mask: SecretMask?) -> String {
        // A secret is found before it is cut. What is beyond the longest of them is not shown anyway.
        let limit = mask == nil ? maximumBytes : maximumBytes + maximumSecret
        let read = ah_bytes(ptr: message.ptr, len: min(message.len, limit)).copy(limit: limit) ?? []
        let text = mask?.masked(read) ?? read
        let isCut = message.len > limit || text.count > maximumBytes
        return String(decoding: text.prefix(maximumBytes), as: UTF8.self) + (isCut ? "…" : "")
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
