// __NAME__: a plugin for AgentHub in Swift.
//
// It offers one tool type, __TYPE__: the exchange rate of a currency, asked of an HTTP service. It has what most tools have: a
// setting, a request through the host, and failures in words that a model or a person can act on. Change it into yours.
import PluginSDK

private let plugin = Plugin(id: "__ID__", version: "1.0.0", needs: [.http], types: [rateType])

private let rateType = {
    var type = ToolType(
        id: "__TYPE__", version: "1.0.0",
        description: "The exchange rate of a currency, asked of an HTTP service at the endpoint.",
        effects: .idempotent  // it only reads; and it never waits on the host's thread, so it is not .blocking
    ) { setup in try RateTool(setup.configuration) }
    type.configurationSchema = """
        {"type": "object", "required": ["endpoint"], "additionalProperties": false, "properties": {
          "endpoint": {"type": "string", "pattern": "^https?://[^/?#]", "maxLength": 1000,
            "examples": ["https://rates.example.com/v1"]},
          "auth": {"type": "object"},
          "base": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "Rates are told in it (USD)."}}}
        """
    type.inputSchema = """
        {"type": "object", "required": ["currency"], "additionalProperties": false, "properties": {
          "currency": {"type": "string", "pattern": "^[A-Z]{3}$",
            "description": "The code of the currency, three capital letters", "examples": ["EUR"]}}}
        """
    type.outputSchema = """
        {"type": "object", "required": ["currency", "base", "rate"], "properties": {
          "currency": {"type": "string"}, "base": {"type": "string"}, "rate": {"type": "number"}}}
        """
    type.maximumConcurrency = 16
    return type
}()

/// The entry point that the host looks for, and the only symbol that the library exports.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
