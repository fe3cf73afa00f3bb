/// The tool types that the loaded plugins offer.
package protocol ToolTypeCatalog: Sendable {
    /// By id, for listings.
    func toolTypes() -> [ToolTypeDescription]
    /// What is wrong with a row for this plugin: unknown type, a configuration that the type's schema or the plugin
    /// itself refuses, or, where there is a probe, a system behind it that does not let the row in as it must. Empty when
    /// nothing is. A system that cannot be asked now is no problem of the row's.
    func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem]
}

package struct ToolTypeDescription: Sendable {
    package var id: String
    package var version: String
    package var description: String
    package var plugin: String

    package init(id: String, version: String, description: String, plugin: String) {
        self.id = id
        self.version = version
        self.description = description
        self.plugin = plugin
    }
}

/// What is wrong with one field of a body: its JSON Pointer, and a sentence that says what was expected.
package struct FieldProblem: Sendable, Hashable {
    package var pointer: String
    package var message: String

    package init(pointer: String, message: String) {
        self.pointer = pointer
        self.message = message
    }
}
