import Foundation
import HubCore
import Support
import Testing

/// A tool that changes something is called after a clear order and a yes, and at no other time.
@Suite(.timeLimit(.minutes(5))) struct ChangingToolTests {
    /// A tenant whose agent can look up and create orders at the ERP.
    private func start(erp: UInt16) async throws -> HubProcess {
        let hub = try await HubProcess.start(["--egress-allow", "127.0.0.1:\(erp)"])
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let customer: JSONValue = ["type": "string", "pattern": "^C-[0-9]{3}$", "description": "The customer's code"]
        let rows: [(String, JSONValue)] = [
            ("tenants", ["id": "acme", "name": "Acme"]),
            (
                "tools",
                [
                    "name": "create_order", "description": "Create an order for a customer.", "tenant_id": "acme",
                    "base_tool_type": "HTTP_POST", "endpoint": .string("http://127.0.0.1:\(erp)/orders"),
                    "input_schema": [
                        "type": "object", "required": ["customer", "quantity"],
                        "properties": ["customer": customer, "quantity": ["type": "integer", "minimum": 1]],
                    ],
                ]
            ),
            (
                "tools",
                [
                    "name": "get_orders", "description": "The orders of a customer.", "tenant_id": "acme",
                    "base_tool_type": "HTTP_GET", "endpoint": .string("http://127.0.0.1:\(erp)/orders/{customer}"),
                    "input_schema": ["type": "object", "required": ["customer"], "properties": ["customer": customer]],
                ]
            ),
            (
                "agents",
                [
                    "name": "AgentOrders", "description": "Orders of customers: look them up and create them.",
                    "tenant_id": "acme", "tools": ["create_order", "get_orders"],
                    "examples": [
                        "Create an order for customer C-123, quantity 5", "Show the orders of C-123",
                        "Tạo đơn hàng cho khách hàng C-123 số lượng 5", "Xem đơn hàng của C-123",
                    ],
                ]
            ),
        ]
        for (path, body) in rows {
            let response = try await hub.http.request("POST", "/api/admin/\(path)", token: admin, body: body)
            try #require(response.status == 201, "\(response.json.text)")
        }
        return hub
    }

    /// Asks one after the other in one session; the replies.
    private func converse(_ hub: HubProcess, _ messages: [String]) async throws -> [JSONValue] {
        var session: String?
        var replies: [JSONValue] = []
        for message in messages {
            let reply = try await hub.ask(message, session: session, tenant: "acme").json
            session = reply["session_id"]?.stringValue
            replies.append(reply)
        }
        return replies
    }

    @Test(arguments: [
        ["Create an order for customer C-123 quantity 5", "yes"],
        ["Create an order for customer C-123", "5", "yes"],
        ["Tạo đơn hàng cho khách hàng C-123 số lượng 5", "đồng ý"],
    ])
    func callsOnceAfterAnOrderAndAYes(messages: [String]) async throws {
        let erp = try LoopbackServer { _ in .json(#"{"order": "O-1", "status": "created"}"#, status: 201) }
        defer { erp.stop() }
        let hub = try await start(erp: erp.port)
        let replies = try await converse(hub, messages)
        await hub.stop()
        #expect(replies.dropLast().allSatisfy { $0["status"] == "clarification" }, "\(replies.map(\.text))")
        #expect(replies.last?["status"] == "success", "\(replies.map(\.text))")
        #expect(erp.requests.count == 1)
        #expect(erp.requests.first?.method == "POST")
        #expect(try JSONValue(parsing: erp.requests.first?.body ?? []) == ["customer": "C-123", "quantity": 5])
    }

    @Test(arguments: [
        ["Create an order for customer C-123 quantity 5", "no"],
        ["Don't create an order for customer C-123 quantity 5", "yes"],
        ["Should I create an order for customer C-123 quantity 5?", "yes"],
        ["Was an order created for C-123?"], ["đừng tạo đơn hàng cho khách hàng C-123 số lượng 5"],
        ["Create an order for customer C-123 quantity 5", "What are the orders of C-123?", "yes"],
    ])
    func changesNothingOtherwise(messages: [String]) async throws {
        let erp = try LoopbackServer { _ in .json(#"{"orders": []}"#) }
        defer { erp.stop() }
        let hub = try await start(erp: erp.port)
        let replies = try await converse(hub, messages)
        await hub.stop()
        #expect(erp.requests.allSatisfy { $0.method == "GET" }, "\(replies.map(\.text))")
    }
}
