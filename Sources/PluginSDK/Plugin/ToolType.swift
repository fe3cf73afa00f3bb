import PluginABI

/// A kind of tool that a plugin offers, and how an instance of it is made.
public struct ToolType: Sendable {
    /// What the host must know of a call's effects.
    public struct Effects: OptionSet, Sendable {
        /// The flags as the ABI writes them.
        public let rawValue: UInt32

        /// The effects of those flags.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// `invoke` and `health` may wait on their thread.
        public static var blocking: Effects { Effects(rawValue: UInt32(AH_TOOL_BLOCKING)) }
        /// A call done twice does what it does once, so that the host may repeat one that failed.
        public static var idempotent: Effects { Effects(rawValue: UInt32(AH_TOOL_IDEMPOTENT)) }
        /// A call changes something outside.
        public static var sideEffects: Effects { Effects(rawValue: UInt32(AH_TOOL_SIDE_EFFECTS)) }
    }

    /// `[A-Z][A-Z0-9_]*`, at most 64 characters; one type for each kind of effect.
    public let id: String
    /// The type's own version, at most 32 characters.
    public let version: String
    /// What it does, for administrators; at most 1024 characters.
    public let description: String
    /// What a call does outside.
    public let effects: Effects
    /// JSON Schema 2020-12 of the row's configuration; nil: anything.
    public var configurationSchema: String?
    /// JSON Schema 2020-12 of the arguments; nil: the tool row's own.
    public var inputSchema: String?
    /// JSON Schema 2020-12 of the results; nil: anything.
    public var outputSchema: String?
    /// How many calls of an instance may be unfinished at once; 0: as many as the host allows.
    public var maximumConcurrency: UInt32 = 0
    /// For rows that name no timeout, in milliseconds; 0: the host's.
    public var defaultTimeoutMilliseconds: UInt32 = 0
    /// Whether its instances are `KnowledgeTool`s, which the host gives documents to.
    public var keepsKnowledge = false
    let make: @Sendable (ToolSetup) throws -> any Tool

    /// A type whose instances `make` makes. It returns within 100 ms and does no I/O; for a configuration that cannot work
    /// it throws a `ConfigurationProblem`. It also runs to try a configuration, without a call to follow.
    public init(
        id: String, version: String, description: String, effects: Effects,
        make: @escaping @Sendable (ToolSetup) throws -> any Tool
    ) {
        self.id = id
        self.version = version
        self.description = description
        self.effects = effects
        self.make = make
    }
}
