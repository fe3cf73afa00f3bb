import FoundationEssentials
import HubCore

/// What a tenant used, as REST shows it.
enum UsageBody {
    static func json(_ report: UsageReport, from: Date, to: Date) -> JSONValue {
        let total = report.total
        return [
            "from": .string(from.rfc3339), "to": .string(to.rfc3339), "turns": .int(report.turns),
            "sessions": .int(report.sessions), "users": .int(report.users), "total": .object(sums(total)),
            "days": lines(report.days, "day"), "agents": lines(report.agents, "name"),
            "models": lines(report.models, "name"),
            "tools": .array(
                report.tools.map { tool in
                    ["name": .string(tool.name), "calls": .int(tool.calls), "failures": .int(tool.failures)]
                }),
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

    private static func sums(_ line: UsageReport.Line) -> JSONObject {
        [
            "model_calls": .int(line.modelCalls), "failed_model_calls": .int(line.failedModelCalls),
            "input_tokens": .int(line.usage.inputTokens), "output_tokens": .int(line.usage.outputTokens),
            "cost_usd": .string(dollars(line.costNanodollars)),
        ]
    }

    /// Exact: nine decimals.
    static func dollars(_ nanodollars: Int64) -> String {
        let (whole, rest) = nanodollars.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        return (nanodollars < 0 ? "-" : "") + "\(whole)." + String(rest + 1_000_000_000).dropFirst()
    }

    private static let count: JSONValue = ["type": "integer", "minimum": 0]

    /// The schema of sums, with a name where they are a line of several.
    private static func schema(_ name: String?) -> JSONValue {
        var properties: JSONObject = [:]
        if let name { properties[name] = ["type": "string"] }
        for key in ["model_calls", "failed_model_calls", "input_tokens", "output_tokens"] { properties[key] = count }
        properties["cost_usd"] = ["type": "string", "pattern": "^-?[0-9]+[.][0-9]{9}$"]
        return ["type": "object", "required": .strings(properties.keys), "properties": .object(properties)]
    }

    static let answer = AnswerShape(
        "Usage",
        [
            "type": "object",
            "required": ["from", "to", "turns", "sessions", "users", "total", "days", "agents", "models", "tools"],
            "properties": [
                "from": ["type": "string", "format": "date-time"],
                "to": ["type": "string", "format": "date-time", "description": "Not included."],
                "turns": count, "sessions": count,
                "users": ["type": "integer", "minimum": 0, "description": "Users who asked something."],
                "total": schema(nil), "days": ["type": "array", "items": schema("day")],
                "agents": ["type": "array", "items": schema("name")],
                "models": ["type": "array", "items": schema("name")],
                "tools": [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["name", "calls", "failures"],
                        "properties": ["name": ["type": "string"], "calls": count, "failures": count],
                    ],
                ],
            ],
        ],
        example: json(
            UsageReport(
                turns: 2, sessions: 1, users: 1, total: line(""), days: [line("2026-11-22")],
                agents: [line("AgentInventory")], models: [line("gpt-4o-mini")],
                tools: [UsageReport.ToolLine(name: "get_warehouse_stock", calls: 2, failures: 0)]),
            from: Date(timeIntervalSince1970: 1_795_305_600), to: Date(timeIntervalSince1970: 1_795_392_000)))

    private static func line(_ name: String) -> UsageReport.Line {
        UsageReport.Line(
            name: name, modelCalls: 4, failedModelCalls: 0, usage: TokenUsage(inputTokens: 2100, outputTokens: 340),
            costNanodollars: 519_000)
    }
}
