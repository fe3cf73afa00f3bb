import HubCore
import HubSchema

extension ToolType {
    /// Why the plugin is not given a row's configuration: `config_schema` does not accept it; nil when it does.
    ///
    /// A row was checked against the release that served when it was written, and its instance is made by whichever serves now.
    func refusal(of tool: Tool) -> InstanceRefusal? {
        guard tool.id != KnowledgeRow.id,
            let violation = configSchema?.violations(of: tool.pluginConfiguration).first
        else { return nil }
        return InstanceRefusal(
            status: ABIStatus.invalidConfiguration, message: violation.message,
            pointer: violation.instancePointer.description)
    }
}
