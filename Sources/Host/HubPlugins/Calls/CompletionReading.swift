import HubCore
import HubSchema
import PluginABI

/// What a plugin's answer means for the tool's caller, without the secrets that its requests took along.
struct CompletionReading {
    private static let maximumMessage = 2000

    let type: ToolType
    let function: PluginFunction
    let standing: PluginStanding
    /// nil when the call's requests took no secret along.
    let mask: SecretMask?
    /// What stands for a result that says that it was streamed; nil: nothing was.
    let streamed: JSONValue?

    /// How a plugin says that its result is what it streamed.
    private static let streamedMark: JSONValue = ["streamed": true]

    func outcome(of answer: CallAnswer) -> ToolOutcome {
        switch answer {
        case .completed(let status, let payload):
            status == ABIStatus.ok ? result(payload) : .failure(failure(status, payload))
        case .declined(let status): .failure(failure(status, nil))
        case .ended(let reason): .failure(Self.failure(reason))
        }
    }

    private func result(_ payload: [UInt8]) -> ToolOutcome {
        var value: JSONValue
        do { value = try JSONValue(parsing: payload) } catch {
            standing.note(.invalidPayload, "\(type.id): \(error)")
            return .failure(ToolFailure(.internal, "The tool's plugin gave a result that is not JSON: \(error)."))
        }
        let isStreamed = value == Self.streamedMark && streamed != nil
        if isStreamed, let streamed { value = streamed }
        if function == .invoke, let schema = type.outputSchema, let violation = schema.violations(of: value).first {
            standing.note(.brokenOutputSchema, masked("\(type.id): \(violation.instancePointer)"))
            return .failure(
                ToolFailure(
                    .internal, masked("The tool's plugin gave a result against its own schema: \(violation.message)")))
        }
        // Looked for in the bytes, so that a result without any, as nearly all are, is not made anew.
        if let mask, isStreamed || mask.isIn(payload) { return .success(mask.masked(value)) }
        return .success(value)
    }

    private func failure(_ status: Int32, _ payload: [UInt8]?) -> ToolFailure {
        guard let code = ABIStatus.failure(status) else {
            standing.note(.invalidStatus, "\(type.id): \(status)")
            return ToolFailure(
                .internal, "The tool's plugin ended with the status \(status), which plugins do not have.")
        }
        guard let payload else { return ToolFailure(code, Self.words(for: code)) }
        guard let error = try? JSONValue(parsing: payload), let message = error["message"]?.stringValue,
            !message.isEmpty
        else {
            standing.note(.invalidPayload, "\(type.id): an error without a message")
            return ToolFailure(code, Self.words(for: code))
        }
        let details = error["details"] ?? .null
        // Before it is cut: half a secret would not be found.
        return ToolFailure(
            code, String(masked(message).prefix(Self.maximumMessage)), details: mask?.masked(details) ?? details)
    }

    private func masked(_ text: String) -> String { mask?.masked(text) ?? text }

    static func failure(_ reason: CallEnd) -> ToolFailure {
        switch reason {
        case .deadline: ToolFailure(.deadline, "The tool did not answer within its time limit.")
        case .cancelled: ToolFailure(.cancelled, "The call was cancelled.")
        case .busy(let message): ToolFailure(.busy, message)
        case .unavailable(let message): ToolFailure(.unavailable, message)
        case .crashed(let end):
            ToolFailure(.crashed, "The tool's plugin crashed (\(end)) during the call.")
        case .refused(let refusal) where refusal.status == ABIStatus.crashed:
            ToolFailure(.crashed, refusal.message)
        case .refused(let refusal):
            ToolFailure(
                ABIStatus.failure(refusal.status) ?? .internal,
                "The tool's configuration is refused: \(refusal.message)")
        case .tooLarge:
            ToolFailure(.tooLarge, "The tool's result is over \(AH_MAX_PAYLOAD / 1024) KB; a narrower request may do.")
        }
    }

    /// For a plugin that says a code and nothing more.
    private static func words(for code: ToolFailure.Code) -> String {
        switch code {
        case .invalidInput: "The tool does not accept the arguments."
        case .invalidConfiguration: "The tool does not accept its configuration."
        case .authorization: "The system behind the tool does not accept the caller."
        case .cancelled: "The call was cancelled."
        case .deadline: "The tool did not answer within its time limit."
        case .upstream: "The system behind the tool failed or could not be reached."
        case .rateLimited: "The system behind the tool allows no more requests for now."
        case .busy: "The tool is busy; try again in a moment."
        case .stale: "The call is over."
        case .tooLarge: "The arguments or the result are too large for the tool."
        case .denied: "The tool may not do that."
        case .unsupported: "The tool cannot do that."
        case .notFound: "The tool found nothing."
        case .unavailable: "The tool is not available now."
        case .internal: "The tool's plugin failed."
        case .crashed: "The tool's plugin crashed."
        }
    }
}
