import HubCore

/// What became of one check.
package struct CheckResult: Sendable {
    package enum Status: String, Sendable {
        case pass
        case fail
        /// It could not be done, or there was nothing to do.
        case skip
    }

    package var id: String
    package var group: CheckGroup
    /// What holds when it passes.
    package var promise: String
    package var findings: [Finding]
    /// Why it was not done; nil: it was.
    package var skipped: String?

    package var status: Status {
        if findings.contains(where: { $0.severity == .error }) { return .fail }
        return skipped == nil ? .pass : .skip
    }

    var json: JSONValue {
        [
            "id": .string(id), "group": .string(group.rawValue), "promise": .string(promise),
            "status": .string(status.rawValue), "skipped": skipped.map(JSONValue.string) ?? .null,
            "findings": .array(findings.map(\.json)),
        ]
    }
}

/// What checks are about, in the order in which they run.
package enum CheckGroup: String, Sendable, CaseIterable {
    case file
    case configuration
    case calls
    case services
    case life
    case load
    case process
}
