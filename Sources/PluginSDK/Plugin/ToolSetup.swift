/// What an instance is made from.
public struct ToolSetup: Sendable {
    /// The row's configuration, which the type's `configurationSchema` accepts.
    public let configuration: JSON
    /// Names the tenant to the plugin, opaquely: the same for all of a tenant's rows.
    public let scope: String
    /// Names the tool row, opaquely: the same for all its versions.
    public let row: String
    /// Counts the changes of the row from 1.
    public let version: Int
    /// A folder of the plugin's own for this tenant, when the plugin needs `.dataFolder`. All its instances share it.
    public let dataFolder: String?
    /// What the operator sets for this plugin; an empty object when nothing.
    public let settings: JSON

    init(configuration: JSON, scope: JSON) throws(ToolError) {
        guard let name = scope["scope"]?.stringValue, let row = scope["row"]?.stringValue else {
            throw ToolError(.internal, "The host's scope document names no scope or no row.")
        }
        self.configuration = configuration
        self.scope = name
        self.row = row
        version = scope["version"]?.numberValue?.intValue ?? 1
        dataFolder = scope["data_dir"]?.stringValue
        settings = scope["settings"] ?? [:]
    }
}

/// Why a configuration that the schema accepts is still wrong. Thrown by a type's `make`.
public struct ConfigurationProblem: Error, Sendable, Hashable {
    /// The place in the configuration as a JSON Pointer, such as `/endpoint`.
    public var pointer: String
    /// A sentence that an administrator can act on.
    public var message: String

    /// A problem at that place.
    public init(at pointer: String, _ message: String) {
        self.pointer = pointer
        self.message = message
    }
}
