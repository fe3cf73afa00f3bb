import HubCore
import HubSchema

/// What stands between a model's words and a tool, and between a tool's words and a model.
enum ToolCallCheck {
    private static let maximumViolations = 5

    /// The arguments when they may be called with; the failure says to the model what it did wrong.
    static func arguments(of call: ModelToolCall, for tool: ToolSnapshot) throws(ToolFailure) -> JSONValue {
        let arguments: JSONValue
        if call.arguments.isEmpty {
            // How some models write a call without arguments.
            arguments = [:]
        } else {
            do throws(JSONParseError) {
                arguments = try JSONValue(parsing: call.arguments)
            } catch {
                throw ToolFailure(.invalidInput, "The arguments are not JSON: \(error).")
            }
        }
        let violations = tool.input.violations(of: arguments)
        if !violations.isEmpty { throw failure(.invalidInput, "The arguments are not valid", violations) }
        guard case .object = arguments else {
            throw ToolFailure(.invalidInput, "The arguments are no JSON object.")
        }
        return arguments
    }

    /// The outcome, or a failure where the result is larger or of another shape than agreed.
    static func outcome(_ outcome: ToolOutcome, of tool: ToolSnapshot, maximumBytes: Int) -> ToolOutcome {
        guard case .success(let result) = outcome else { return outcome }
        if JSONSize.exceeds(maximumBytes, result) {
            return .failure(
                ToolFailure(.tooLarge, "The result is larger than \(maximumBytes) bytes; ask for less of it."))
        }
        guard let schema = tool.output else { return outcome }
        let violations = schema.violations(of: result)
        if violations.isEmpty { return outcome }
        return .failure(failure(.upstream, "The system answered in an unexpected shape", violations))
    }

    private static func failure(_ code: ToolFailure.Code, _ summary: String, _ violations: [SchemaViolation])
        -> ToolFailure
    {
        let shown = violations.prefix(maximumViolations)
        let sentences = shown.map { violation in
            let place = violation.instancePointer.tokens.joined(separator: "/")
            return place.isEmpty ? violation.message : "\(place): \(violation.message)"
        }
        return ToolFailure(
            code, "\(summary): \(sentences.joined(separator: "; ")).",
            details: [
                "errors": .array(
                    shown.map {
                        [
                            "pointer": .string($0.instancePointer.description), "keyword": .string($0.keyword),
                            "message": .string($0.message),
                        ]
                    })
            ])
    }
}
