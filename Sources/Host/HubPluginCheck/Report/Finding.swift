import HubCore

/// One thing that a check found.
package struct Finding: Sendable, Hashable {
    package enum Severity: String, Sendable {
        case error
        /// Told, and the check passes all the same.
        case warning
    }

    /// What was broken, a short name that stays the same: "completion-repeated".
    package var rule: String
    /// A sentence for the plugin's author.
    package var message: String
    package var severity: Severity
    /// Facts that help to find the cause: the type, the input, the round.
    package var details: JSONObject

    package init(_ rule: String, _ message: String, severity: Severity = .error, details: JSONObject = [:]) {
        self.rule = rule
        self.message = message
        self.severity = severity
        self.details = details
    }

    package var json: JSONValue {
        [
            "rule": .string(rule), "severity": .string(severity.rawValue), "message": .string(message),
            "details": .object(details),
        ]
    }

    package init?(_ json: JSONValue) {
        guard let rule = json["rule"]?.stringValue, let message = json["message"]?.stringValue,
            let severity = json["severity"]?.stringValue.flatMap(Severity.init)
        else { return nil }
        self.init(rule, message, severity: severity, details: json["details"]?.objectValue ?? [:])
    }
}
