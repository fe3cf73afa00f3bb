import HubCore
import HubSchema
import PluginABI

extension PluginSession {
    /// Statuses that a plugin may complete with.
    private static let statuses = 0...15

    /// What is wrong with how a call ended.
    func assess(_ record: CallRecord, of call: Call) {
        guard let completion = record.completion else { return }
        let status = Int(completion.status)
        guard Self.statuses.contains(status), completion.status != ABIStatus.stale else {
            let why = Self.isHosts(status) ? "only the host may use" : "there is not"
            host.find("status-invalid", "ends a call with the status \(status), which \(why)", record)
            return
        }
        // A call that was refused without words, or whose result was too large.
        if completion.length > Int(AH_MAX_PAYLOAD) || record.returned != ABIStatus.ok { return }
        let value: JSONValue
        do { value = try JSONValue(parsing: completion.bytes) } catch {
            host.find(
                "completion-not-json",
                "completes with what is not JSON: \(error): \(Self.shown(completion.bytes))", record)
            return
        }
        guard status == Int(ABIStatus.ok) else {
            if value["message"]?.stringValue?.isEmpty ?? true {
                host.find(
                    "error-without-message",
                    "completes with status \(status) and no {\"message\": \"...\"}, a sentence that a person can act on",
                    record)
            }
            return
        }
        guard call.function == .invoke, let output = call.instance.type.output,
            let violation = output.compiled.violations(of: value).first
        else { return }
        host.find(
            "output-schema",
            "completes with a result against its own output_schema: \(violation.instancePointer): \(violation.message)",
            record)
    }

    private static func isHosts(_ status: Int) -> Bool { status == Int(AH_E_STALE) || status == Int(AH_E_CRASHED) }
}
