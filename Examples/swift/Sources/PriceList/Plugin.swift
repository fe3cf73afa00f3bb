// price-list: an example of a plugin in Swift. The tool type PRICE_LIST finds a product in a price list that somebody keeps as a CSV
// file on a web server. The host fetches the file, and its cache keeps it for a while; for how long is the setting of the tool row.
import PluginSDK

private let plugin = Plugin(
    id: "example.price-list", version: "1.0.0", needs: [.http, .keyValueStore], types: [priceList])

private let priceList = {
    var type = ToolType(
        id: "PRICE_LIST", version: "1.0.0", description: "Finds a product in a CSV file at the endpoint.",
        effects: .idempotent
    ) { setup in try PriceList(setup.configuration) }
    type.configurationSchema = """
        {"type": "object", "required": ["endpoint"], "additionalProperties": false, "properties": {
          "endpoint": {"type": "string", "pattern": "^https?://[^/?#]", "examples": ["https://files.example.com/prices.csv"]},
          "auth": {"type": "object"},
          "key": {"type": "string", "minLength": 1, "description": "The column that products are found by (sku)."},
          "cache_seconds": {"type": "integer", "minimum": 0, "maximum": 86400, "description": "0: asked each time (300)."}}}
        """
    type.inputSchema = """
        {"type": "object", "required": ["product"], "additionalProperties": false, "properties": {
          "product": {"type": "string", "minLength": 1, "maxLength": 100}}}
        """
    type.outputSchema = #"{"type": "object"}"#
    return type
}()

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
