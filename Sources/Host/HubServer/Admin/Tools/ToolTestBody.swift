import HubCore

/// A trial of a tool as REST asks for it.
enum ToolTestBody {
    static let arguments = Field.object("arguments", "What it is called with, as its input_schema wants it.")
    static let tenant = Field<TenantID>.parsed(
        "tenant_id", "In whose name, where a platform_admin asks; null: the tool's owner, or the caller's own tenant.",
        pattern: PathParameter.tenantPattern, rule: "a tenant's id", parse: { TenantID($0) })

    static let new = BodyShape(
        "ToolTest", required: ["arguments"], [arguments.description, tenant.description],
        example: ["arguments": ["sku": "SKU-12345"]])

    /// The tenant in whose name the tool runs. Another tenant's tool runs in its owner's name only.
    static func tenant(_ reader: inout BodyReader, of tool: Tool, for context: AdminContext) -> TenantID {
        let usual = tool.owner ?? context.caller.scope.tenant
        guard let named = reader.value(tenant) else { return usual }
        if let owner = tool.owner, named != owner {
            reader.note(tenant.name, "must be the tenant that owns the tool.")
        } else if !context.isPlatformAdmin, named != context.caller.scope.tenant {
            reader.note(tenant.name, "must be the administrator's own tenant.")
        }
        return named
    }
}
