import PluginSDK

/// One tool row at work.
struct SQLTool: Tool {
    let row: SQLRow

    func invoke(_ call: Call) throws {
        throw ToolError(.unsupported, "not yet")
    }
}
