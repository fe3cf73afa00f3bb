import FoundationEssentials
import HubCore

/// Plugins as the wire has them.
enum PluginShape {
    static func json(_ plugin: PluginOverview) -> JSONValue {
        [
            "id": .string(plugin.id),
            "routes": .array(
                plugin.routes.map { route in
                    [
                        "tenant": route.tenant.map { .string($0.rawValue) } ?? .null,
                        "digest": text(route.digest), "previous": text(route.previous),
                    ]
                }), "releases": .array(plugin.releases.map(json)),
        ]
    }

    static func json(_ entry: PluginOverview.Release) -> JSONValue {
        let (release, status) = (entry.release, entry.status)
        return [
            "digest": .string(release.digest), "version": .string(release.version),
            "types": .strings(release.types), "bytes": .int(release.bytes),
            "bundled": .bool(status?.isBundled ?? false),
            "isolated": status.map { .bool($0.isIsolated) } ?? .null,
            "state": .string(status?.state.rawValue ?? installed), "reason": text(status?.reason),
            "instances": .int(status?.instances ?? 0), "calls_in_flight": .int(status?.callsInFlight ?? 0),
            "installed_at": entry.stored.map { .string($0.installedAt.rfc3339) } ?? .null,
            "installed_by": entry.stored.map { .string($0.installedBy.rawValue) } ?? .null,
        ]
    }

    private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// Of a release that this worker has nothing to do with.
    private static let installed = "installed"

    private static let digest = "0d5b1a3f7c9e2b4d6f8091a3b5c7d9eb1f2a4c6e8092b4d6f8a1c3e5d7f9b0c2"

    static let release = AnswerShape(
        "PluginRelease",
        [
            "type": "object",
            "required": [
                "digest", "version", "types", "bytes", "bundled", "isolated", "state", "reason", "instances",
                "calls_in_flight", "installed_at", "installed_by",
            ],
            "properties": [
                "digest": ["type": "string", "description": "SHA-256 of the file, in hexadecimal digits."],
                "version": ["type": "string", "description": "The plugin's own word."],
                "types": [
                    "type": "array", "items": ["type": "string"], "description": "The tool types that it offers.",
                ],
                "bytes": ["type": "integer", "minimum": 0],
                "bundled": ["type": "boolean", "description": "Whether it is the file of the plugin directory."],
                "isolated": [
                    "type": ["boolean", "null"],
                    "description": "Whether it runs in a process of its own; null where it does not run.",
                ],
                "state": [
                    "enum": .strings(PluginReleaseStatus.State.allCases.map(\.rawValue) + [installed]),
                    "description": .string(
                        "In the worker that answers. `installed`: it serves nobody; `draining`: only calls that began there; "
                            + "`retired`: it runs no more; `failed`: it cannot serve, and `reason` says why."),
                ], "reason": ["type": ["string", "null"]], "instances": ["type": "integer", "minimum": 0],
                "calls_in_flight": ["type": "integer", "minimum": 0],
                "installed_at": ["type": ["string", "null"], "format": "date-time"],
                "installed_by": ["type": ["string", "null"], "description": "A user of the operator's."],
            ],
        ],
        example: [
            "digest": .string(digest), "version": "1.1.0", "types": ["ERP_DEBT"], "bytes": 48_320, "bundled": false,
            "isolated": true, "state": "serving", "reason": .null, "instances": 3, "calls_in_flight": 1,
            "installed_at": "2026-11-22T08:00:00.000Z", "installed_by": "olga",
        ])

    static let plugin = AnswerShape(
        "Plugin",
        [
            "type": "object", "required": ["id", "routes", "releases"],
            "properties": [
                "id": ["type": "string"],
                "routes": [
                    "type": "array",
                    "description": "Which release serves whom; without any, the plugin directory's file serves all.",
                    "items": [
                        "type": "object", "required": ["tenant", "digest", "previous"],
                        "properties": [
                            "tenant": [
                                "type": ["string", "null"],
                                "description": "null: every tenant without a route of its own.",
                            ],
                            "digest": [
                                "type": ["string", "null"], "description": "null: the file of the plugin directory.",
                            ],
                            "previous": [
                                "type": ["string", "null"],
                                "description": "Where a roll back goes; what `digest` is: there is nothing before it.",
                            ],
                        ],
                    ],
                ], "releases": ["type": "array", "items": release.reference],
            ],
        ], parts: [release],
        example: [
            "id": "com.example.erp", "routes": [["tenant": .null, "digest": .string(digest), "previous": .null]],
            "releases": [release.example],
        ])

    static let list = AnswerShape(
        "PluginList",
        [
            "type": "object", "required": ["plugins"],
            "properties": ["plugins": ["type": "array", "items": plugin.reference]],
        ], parts: [plugin, release], example: ["plugins": [plugin.example]])
}
