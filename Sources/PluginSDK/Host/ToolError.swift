import PluginABI

/// Why a call gives no result: a code for programs, a sentence that a model or a person can act on, and facts.
/// None of them holds a secret.
public struct ToolError: Error, Sendable, Hashable {
    /// A status of the ABI. The list is open: a newer host may answer with one that this SDK does not name.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The status as the ABI writes it.
        public let rawValue: Int32

        /// The code of a status of the ABI.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        private init(_ constant: Int) { rawValue = Int32(truncatingIfNeeded: constant) }

        /// The arguments are wrong; better ones may work.
        public static var invalidInput: Code { Code(AH_E_INVALID_INPUT) }
        /// The tool row is wrong; only an administrator can help.
        public static var invalidConfiguration: Code { Code(AH_E_INVALID_CONFIG) }
        /// The other side did not accept the caller's identity.
        public static var authorization: Code { Code(AH_E_AUTH) }
        /// Nobody waits for the call any more.
        public static var cancelled: Code { Code(AH_E_CANCELLED) }
        /// The call's time was up.
        public static var deadline: Code { Code(AH_E_DEADLINE) }
        /// The system behind the tool failed or could not be reached.
        public static var upstream: Code { Code(AH_E_UPSTREAM) }
        /// The system behind the tool wants fewer calls.
        public static var rateLimited: Code { Code(AH_E_RATE_LIMITED) }
        /// A queue is full; later it may work.
        public static var busy: Code { Code(AH_E_BUSY) }
        /// The call is over already. The host's only.
        public static var stale: Code { Code(AH_E_STALE) }
        /// Over a limit.
        public static var tooLarge: Code { Code(AH_E_TOO_LARGE) }
        /// Policy forbids it.
        public static var denied: Code { Code(AH_E_DENIED) }
        /// This version cannot do it.
        public static var unsupported: Code { Code(AH_E_UNSUPPORTED) }
        /// What was asked for does not exist.
        public static var notFound: Code { Code(AH_E_NOT_FOUND) }
        /// A part that is needed is down, closed or not granted.
        public static var unavailable: Code { Code(AH_E_UNAVAILABLE) }
        /// A bug of the plugin.
        public static var `internal`: Code { Code(AH_E_INTERNAL) }
    }

    /// The kind of failure.
    public var code: Code
    /// A sentence that a model or a person can act on.
    public var message: String
    /// Facts for programs; null when there are none.
    public var details: JSON

    /// A failure of that kind, in those words.
    public init(_ code: Code, _ message: String, details: JSON = .null) {
        self.code = code
        self.message = message
        self.details = details
    }
}

extension ToolError {
    /// What an author's code threw. An error of a type that the SDK does not know may say anything, so it is not quoted.
    init(thrown error: any Error) {
        switch error {
        case let error as ToolError: self = error
        case let problem as ConfigurationProblem: self.init(.invalidConfiguration, problem.message)
        case _: self.init(.internal, "The tool failed unexpectedly (\(type(of: error))).")
        }
    }

    /// The answer of a host service: the status, and the document that came with it if one did.
    init(status: ah_status, document: [UInt8]) {
        let document = (try? JSON(parsing: document)) ?? .null
        self.init(
            Code(rawValue: status),
            document["message"]?.stringValue ?? "The host refused the request (status \(status)).",
            details: document["details"] ?? .null)
    }

    /// As the ABI's ERRORS rule has it.
    var document: JSON {
        var members = [JSONMember("message", .string(message))]
        if details != .null { members.append(JSONMember("details", details)) }
        return .object(members)
    }
}
