import HubCore
import HubModels
import Logging
import Testing

@testable import HubEngine
@testable import agenthub

/// That the demo's rows tell its agents apart.
@Suite struct DemoRoutingTests {
    private func snapshot() async throws -> TenantSnapshot {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let tenant = Tenant(id: try #require(TenantID(DemoSeed.tenant)), name: "Demo")
        return try await SnapshotBuilder(
            defaults: EngineDefaults(model: .builtin, supervisorModel: .builtin, limits: EngineLimits()),
            trainer: BuiltinRouterTrainer(), logger: quiet
        ).build(
            TenantConfiguration(
                tenant: tenant, version: 1, agents: DemoRows.agents, tools: DemoRows.tools(erp: "http://127.0.0.1:1")),
            reusing: nil)
    }

    private static let questions: [String: [String]] = [
        "AgentAnalysis": [
            "What is our return policy?", "Chính sách đổi trả là gì?", "chinh sach doi tra la gi",
            "How many vacation days do employees get?", "What is the warranty on packaging machines?",
            "Nhân viên được nghỉ phép bao nhiêu ngày?", "When is the office open?", "Văn phòng mở cửa mấy giờ?",
            "How much may a hotel cost on a business trip?", "Mật khẩu phải có bao nhiêu ký tự?",
            "What should I do when my laptop was lost?", "Bảo hành máy đóng gói bao lâu?",
        ],
        "AgentOCR": [
            "What is the total on this invoice?", "Tổng tiền trên hóa đơn này là bao nhiêu?",
            "Read the attached invoice", "Số hóa đơn trên bản scan này là gì?", "Who is the supplier on this scan?",
        ],
        "AgentDebt": [
            "Show me debt for customer MST 0104985841", "Công nợ của khách hàng MST 0104985841 là bao nhiêu?",
            "and their debt?", "What is their overdue amount?", "còn công nợ của họ?", "Nợ quá hạn của MST 0104985841",
            "How much does customer 0104985841 owe us?", "Lịch sử thanh toán của khách hàng MST 0104985841",
        ],
        "AgentShipment": [
            "Where is shipment ABC123?", "Lô hàng ABC123 đang ở đâu?", "Track ABC123", "and their shipments?",
            "Khi nào lô hàng ABC123 được giao?",
        ],
    ]

    @Test(arguments: questions.keys.sorted())
    func eachQuestionFindsItsAgent(_ agent: String) async throws {
        let router = try #require(try await snapshot().router)
        for question in Self.questions[agent] ?? [] {
            let verdict = router.route(question)
            let best = verdict.candidates.first
            #expect(
                best?.agent == agent && (verdict.decision == .agent || best?.confidence ?? 0 >= 0.5),
                "\(question): \(verdict)")
        }
    }

    @Test func exactlyOneAgentReadsFiles() async throws {
        let snapshot = try await snapshot()
        #expect(snapshot.agents.filter(\.takesAttachments).map(\.name) == ["AgentOCR"])
        #expect(snapshot.agents.allSatisfy { !$0.tools.isEmpty })
    }

    /// The scan's tax code fills the argument of the debt tool.
    @Test func whatIsReadFromAScanCanBeUsedOn() async throws {
        let snapshot = try await snapshot()
        var harvest = EntityHarvest(index: snapshot.entities, capacity: 20)
        harvest.take(
            CompletedToolCall(
                tool: snapshot.agent("AgentOCR")?.tools.first,
                handling: .run(arguments: ["file": .string(FileID().description)]),
                outcome: .success([
                    "pages": [["page": 1, "text": "MST: 0104985841"]],
                    "fields": ["total": 15432.5, "mst": "0104985841", "supplier": .null],
                    "evidence": ["mst": ["text": "0104985841", "confidence": 0.9, "page": 1]],
                ]), milliseconds: 1))
        #expect(harvest.entities == [Entity(name: "mst", value: "0104985841")])
    }
}
