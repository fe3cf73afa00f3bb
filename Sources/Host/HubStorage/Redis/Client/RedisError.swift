/// Why a command has no answer. Nothing in it comes from a key or a value.
package enum RedisError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no connection, or it was lost before the answer; whether the command was carried out is not known.
    case unavailable
    /// The answer did not come in time; the command may still be carried out.
    case timedOut
    /// As much as may be under way is under way; the command was not sent.
    case overloaded
    /// The command or its reply is larger than the limit.
    case tooLarge
    /// Redis answered with an error of this code, such as `WRONGTYPE`.
    case refused(code: String)
    /// What came is no reply, or not one that the command can have.
    case protocolViolation
    /// The client was shut down.
    case closed

    package var description: String {
        switch self {
        case .unavailable: "no connection to Redis"
        case .timedOut: "Redis did not answer in time"
        case .overloaded: "too many commands to Redis are under way"
        case .tooLarge: "a command or reply of Redis is larger than the limit"
        case .refused(let code): "Redis answered with \(code)"
        case .protocolViolation: "Redis sent what is no reply to the command"
        case .closed: "the connection to Redis was shut down"
        }
    }
}
