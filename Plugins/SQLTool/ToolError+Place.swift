import PluginSDK

extension ToolError {
    /// The same, with the place in the row's configuration that is to blame: a JSON Pointer, unless it names one already.
    func at(_ pointer: String) -> ToolError {
        guard details["pointer"] == nil else { return self }
        var error = self
        error.details = .object((details.objectValue ?? []) + [JSONMember("pointer", .string(pointer))])
        return error
    }
}
