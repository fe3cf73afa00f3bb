import HubCore
import PluginABI
import Synchronization

/// Receives what a plugin says when it refuses a configuration.
final class CreateReport: Sendable {
    private static let maximumMessage = 2000

    private let said = Mutex<[UInt8]?>(nil)

    /// The ABI's `ah_report`; `user` is a report that its caller keeps alive.
    static let receive: ah_report = { user, error in
        guard let user else { return }
        // SAFETY: the transport passes a report that it holds until create has returned.
        let report = Unmanaged<CreateReport>.fromOpaque(user).takeUnretainedValue()
        if let bytes = error.copy(limit: Int(AH_MAX_PAYLOAD)) { report.say(bytes) }
    }

    /// The first one counts.
    func say(_ error: [UInt8]) { said.withLock { $0 = $0 ?? error } }

    func refusal(status: Int32) -> InstanceRefusal {
        let fallback = InstanceRefusal(
            status: status, message: "The plugin refuses the configuration and does not say why.")
        guard let said = said.withLock({ $0 }), let error = try? JSONValue(parsing: said),
            let message = error["message"]?.stringValue
        else { return fallback }
        return InstanceRefusal(
            status: status, message: String(message.prefix(Self.maximumMessage)),
            pointer: error["pointer"]?.stringValue ?? "")
    }
}
