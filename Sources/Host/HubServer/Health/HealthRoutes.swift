import HTTPTypes
import HubCore
import Hummingbird

/// `GET /health/live` and `GET /health/ready`.
struct HealthRoutes {
    let monitor: HealthMonitor

    private static let live = AnswerShape(
        "Liveness",
        ["type": "object", "required": ["status"], "properties": ["status": ["const": "live"]]],
        example: ["status": "live"])

    private static let ready = AnswerShape(
        "Readiness",
        [
            "type": "object", "required": ["status", "parts"],
            "properties": [
                "status": ["enum": ["ready", "degraded", "not_ready"]],
                "parts": [
                    "type": "object",
                    "additionalProperties": [
                        "type": "object", "required": ["status"],
                        "properties": [
                            "status": ["enum": ["ok", "degraded", "down"]], "detail": ["type": "string"],
                        ],
                    ],
                ],
            ],
        ],
        example: [
            "status": "degraded",
            "parts": ["database": ["status": "ok"], "redis": ["status": "down", "detail": "does not answer"]],
        ])

    var operations: [Operation<HubContext>] {
        [
            Operation(
                .get, "health/live", id: "live", "Whether the process answers.",
                answers: [.ok(Self.live, "It does.")]
            ) { _ in .json(["status": "live"]) },
            Operation(
                .get, "health/ready", id: "ready", "Whether turns can be answered, and which parts are well.",
                answers: [
                    .ok(Self.ready, "`degraded`: some part is not well, and turns are answered all the same."),
                    Answer(
                        status: .serviceUnavailable, text: "A part is down that turns cannot do without.",
                        shape: Self.ready),
                ]
            ) { _ in Self.answer(monitor.parts) },
        ]
    }

    private static func answer(_ parts: [(check: HealthCheck, health: PartHealth)]) -> Response {
        var status = "ready"
        var members = JSONObject()
        for (check, health) in parts {
            switch health {
            case .ok: members[check.name] = ["status": "ok"]
            case .degraded(let detail):
                members[check.name] = ["status": "degraded", "detail": .string(detail)]
                if status == "ready" { status = "degraded" }
            case .down(let detail):
                members[check.name] = ["status": "down", "detail": .string(detail)]
                if check.isRequired { status = "not_ready" } else if status == "ready" { status = "degraded" }
            }
        }
        return .json(
            ["status": .string(status), "parts": .object(members)],
            status: status == "not_ready" ? .serviceUnavailable : .ok)
    }
}
