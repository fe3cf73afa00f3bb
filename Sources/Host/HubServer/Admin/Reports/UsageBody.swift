import FoundationEssentials
import HubCore

/// What a tenant used, as REST shows it.
enum UsageBody {
    static func json(
        _ report: UsageReport, from: Date, to: Date, spend: DailySpending, threshold: Int64?
    ) -> JSONValue {
        let total = report.total
        return [
            "from": .string(from.rfc3339), "to": .string(to.rfc3339), "turns": .int(report.turns),
            "sessions": .int(report.sessions), "users": .int(report.users), "total": .object(sums(total)),
            "days": lines(report.days, "day"), "agents": lines(report.agents, "name"),
            "models": lines(report.models, "name"), "top_sessions": lines(report.topSessions, "session_id"),
            "tools": .array(
                report.tools.map { tool in
                    ["name": .string(tool.name), "calls": .int(tool.calls), "failures": .int(tool.failures)]
                }),
            "spend": [
                "day": .string(spend.day), "cost_usd": .string(Nanodollars.exact(spend.costNanodollars)),
                "threshold_usd": threshold.map { .string(Nanodollars.exact($0)) } ?? .null,
                "reached_at": spend.reachedAt.map { .string($0.rfc3339) } ?? .null,
            ],
        ]
    }

    private static func lines(_ lines: [UsageReport.Line], _ name: String) -> JSONValue {
        .array(
            lines.map { line in
                var members: JSONObject = [name: .string(line.name)]
                for (key, value) in sums(line) { members[key] = value }
                return .object(members)
            })
    }

    /// Without the line's name.
    static func sums(_ line: UsageReport.Line) -> JSONObject {
        [
            "model_calls": .int(line.modelCalls), "failed_model_calls": .int(line.failedModelCalls),
            "estimated_model_calls": .int(line.estimatedModelCalls), "input_tokens": .int(line.usage.inputTokens),
            "output_tokens": .int(line.usage.outputTokens),
            "cached_input_tokens": .int(line.usage.cachedInputTokens),
            "cost_usd": .string(Nanodollars.exact(line.costNanodollars)),
        ]
    }

    private static let count: JSONValue = ["type": "integer", "minimum": 0]

    private static let texts: [(name: String, text: String)] = [
        ("model_calls", "Calls of models, failed ones too."), ("failed_model_calls", "Those that gave no answer."),
        ("estimated_model_calls", "Those whose provider did not count: the host guessed their tokens."),
        ("input_tokens", "All of the input, cached or not."), ("output_tokens", "Reasoning included."),
        ("cached_input_tokens", "Of the input, what the provider had cached."),
    ]

    /// The schema of sums, with a name where they are a line of several.
    static func schema(_ name: String?) -> JSONValue {
        var properties: JSONObject = [:]
        if let name { properties[name] = ["type": "string"] }
        for (name, text) in texts {
            properties[name] = ["type": "integer", "minimum": 0, "description": .string(text)]
        }
        properties["cost_usd"] = dollars
        return ["type": "object", "required": .strings(properties.keys), "properties": .object(properties)]
    }

    private static let dollars: JSONValue = ["type": "string", "pattern": "^-?[0-9]+[.][0-9]{9}$"]

    private static let spend: JSONValue = [
        "type": "object", "required": ["day", "cost_usd", "threshold_usd", "reached_at"],
        "description": "What was spent today (UTC), whatever span was asked for.",
        "properties": [
            "day": ["type": "string", "format": "date"], "cost_usd": dollars,
            "threshold_usd": [
                "type": ["string", "null"], "pattern": "^-?[0-9]+[.][0-9]{9}$",
                "description": "The tenant's `daily_spend_alert_usd`; null: none.",
            ],
            "reached_at": [
                "type": ["string", "null"], "format": "date-time",
                "description": "When it was seen to have been reached; null: not today.",
            ],
        ],
    ]

    static let answer = AnswerShape(
        "Usage",
        [
            "type": "object",
            "required": [
                "from", "to", "turns", "sessions", "users", "total", "days", "agents", "models", "top_sessions",
                "tools",
                "spend",
            ],
            "properties": [
                "from": ["type": "string", "format": "date-time"],
                "to": ["type": "string", "format": "date-time", "description": "Not included."],
                "turns": count, "sessions": count,
                "users": ["type": "integer", "minimum": 0, "description": "Users who asked something."],
                "total": schema(nil), "days": ["type": "array", "items": schema("day")],
                "agents": ["type": "array", "items": schema("name")],
                "models": ["type": "array", "items": schema("name")],
                "top_sessions": [
                    "type": "array", "items": schema("session_id"), "maxItems": .int(UsageReport.topSessionsLimit),
                    "description": "The sessions that cost most, the dearest first.",
                ],
                "tools": [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["name", "calls", "failures"],
                        "properties": ["name": ["type": "string"], "calls": count, "failures": count],
                    ],
                ],
                "spend": spend,
            ],
        ],
        example: json(
            UsageReport(
                turns: 2, sessions: 1, users: 1, total: line(""), days: [line("2026-11-22")],
                agents: [line("AgentInventory")], models: [line("gpt-4o-mini")],
                topSessions: [line("019aab50-1111-7000-8000-000000000001")],
                tools: [UsageReport.ToolLine(name: "get_warehouse_stock", calls: 2, failures: 0)]),
            from: Date(timeIntervalSince1970: 1_795_305_600), to: Date(timeIntervalSince1970: 1_795_392_000),
            spend: DailySpending(day: "2026-11-22", costNanodollars: 519_000), threshold: 25_000_000_000))

    private static func line(_ name: String) -> UsageReport.Line {
        UsageReport.Line(
            name: name, modelCalls: 4, failedModelCalls: 0, usage: TokenUsage(inputTokens: 2100, outputTokens: 340),
            costNanodollars: 519_000)
    }
}
