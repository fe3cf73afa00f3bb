import PluginSDK

private let breakers = OriginBreakers()

private let plugin = Plugin(
    id: "agenthub.http", version: "1.0.0", needs: [.http],
    types: HTTPMethod.allCases.map { method in
        var type = ToolType(
            id: "HTTP_\(method.rawValue)", version: "1.0.0", description: method.purpose, effects: method.effects
        ) { setup in
            let row = try HTTPRow(method: method, configuration: setup.configuration)
            return HTTPTool(row: row, breaker: breakers.breaker(scope: setup.scope, origin: row.endpoint.origin))
        }
        type.configurationSchema = method.configurationSchema
        type.defaultTimeoutMilliseconds = 5000
        return type
    })

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
