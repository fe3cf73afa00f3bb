import PluginSDK

private let plugin = Plugin(
    id: "agenthub.sql", version: "1.0.0", needs: [.credentials, .egress, .network],
    types: [
        {
            var type = ToolType(
                id: "SQL_SELECT", version: "1.0.0",
                description:
                    "Answers from a PostgreSQL or SQLite database by one SELECT that the row holds. It cannot write.",
                effects: [.blocking, .idempotent]
            ) { setup in
                SQLTool(
                    row: try SQLRow(
                        configuration: setup.configuration, settings: setup.settings, scope: setup.scope))
            }
            type.configurationSchema = configurationSchema
            type.defaultTimeoutMilliseconds = 10_000
            type.maximumConcurrency = 8
            return type
        }()
    ])

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
