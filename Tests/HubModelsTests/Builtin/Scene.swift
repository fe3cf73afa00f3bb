import HubCore

@testable import HubModels

/// A conversation with the embedded model, and tools to have it with.
struct Scene {
    var tools: [ModelTool]
    var language = Language.english
    var format = OutputFormat.structuredJSON
    var agentLabel = ""
    var entities: [Entity] = []
    var messages: [ModelMessage] = []
    var model = BuiltinModel { CivilDate(year: 2025, month: 11, day: 22) ?? .today() }

    func request(_ messages: [ModelMessage]) -> ModelRequest {
        ModelRequest(
            model: LanguageModel(name: "builtin", provider: .builtin), system: "", messages: messages, tools: tools,
            deadline: .after(.seconds(60)),
            brief: AnswerBrief(language: language, format: format, agentLabel: agentLabel, entities: entities))
    }

    func respond(to text: String) async throws -> ModelResponse {
        try await model.complete(request(messages + [.user(text)]))
    }

    /// The arguments of the calls that the model asks for.
    func calls(_ text: String) async throws -> [JSONValue] {
        try await respond(to: text).toolCalls.map { try JSONValue(parsing: $0.arguments) }
    }

    /// The words that follow a call's outcome.
    func answer(_ question: String, _ outcomes: ToolOutcome...) async throws -> ModelResponse {
        try await answer(question, outcomes: outcomes)
    }

    func answer(_ question: String, outcomes: [ToolOutcome]) async throws -> ModelResponse {
        let calls = try await respond(to: question).toolCalls
        var messages = self.messages + [.user(question), .assistant(text: "", toolCalls: calls, entities: [])]
        for (call, outcome) in zip(calls, outcomes) {
            messages.append(.toolResult(ModelToolResult(callID: call.id, name: call.name, outcome: outcome)))
        }
        return try await model.complete(request(messages))
    }
}

extension ModelTool {
    static func make(
        _ name: String, _ description: String = "", required: [String] = [], labels: [String: Label] = [:],
        properties: JSONValue = [:]
    ) -> ModelTool {
        ModelTool(
            name: name, description: description,
            inputSchema: ["type": "object", "properties": properties, "required": .strings(required)], labels: labels)
    }

    static let debt = make(
        "get_customer_debt", "Outstanding and overdue debt of a customer.", required: ["mst"],
        labels: [
            "mst": Label([.english: "MST", .vietnamese: "MST"]),
            "total_debt": Label([.english: "Total outstanding", .vietnamese: "Tổng nợ"]),
            "overdue_amount": Label([.english: "Overdue amount", .vietnamese: "Nợ quá hạn"]),
            "last_payment": Label([.english: "Last payment", .vietnamese: "Thanh toán gần nhất"]),
            "payment_terms": Label([.english: "Payment terms", .vietnamese: "Điều khoản thanh toán"]),
        ],
        properties: ["mst": ["type": "string", "pattern": "^[0-9]{10}$", "description": "Customer tax code (MST)"]])

    static let shipment = make(
        "track_shipment", "Where a shipment is and when it arrives.", required: ["shipment_id"],
        labels: [
            "shipment_id": Label([.english: "Shipment", .vietnamese: "Lô hàng"]),
            "status": Label([.english: "Status", .vietnamese: "Trạng thái"]),
        ],
        properties: ["shipment_id": ["type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"]])
}
