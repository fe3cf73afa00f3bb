import Testing

/// A statement that must never reach a server, and a part of the reason that is given.
struct HostileStatement: Sendable, Hashable, CustomTestStringConvertible {
    let text: String
    let reason: String

    var testDescription: String { text }

    /// Of several statements, each refused for the same reason.
    static func all(_ reason: String, _ texts: String...) -> [HostileStatement] {
        texts.map { HostileStatement(text: $0, reason: reason) }
    }
}
