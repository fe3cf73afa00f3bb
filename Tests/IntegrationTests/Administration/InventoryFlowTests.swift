import HubCore
import Support
import Testing

/// An administrator adds an agent by REST, and users have it at once: on one worker, and on every other.
@Suite struct InventoryFlowTests {
    private func expectAnswer(_ reply: JSONValue, _ model: InventoryFlow.Model, _ flow: InventoryFlow) {
        #expect(reply["status"] == "success", "\(reply.text)")
        #expect(reply["agent"] == "AgentInventory")
        #expect(reply["data"]?["stock_level"] == 1234)
        #expect(reply["metadata"]?["tools"]?.arrayValue?.map { $0["name"] } == ["get_warehouse_stock"])
        switch model {
        case .builtin: #expect(flow.model.requests.isEmpty)
        case .scripted:
            #expect(reply["text"] == "1,234 are in stock.")
            #expect(flow.model.requests.first?.text.contains("You help with warehouse inventory queries...") == true)
        }
    }

    @Test(arguments: HubBackend.available, InventoryFlow.Model.allCases)
    func answersAsSoonAsItIsGranted(backend: HubBackend, model: InventoryFlow.Model) async throws {
        let flow = try InventoryFlow()
        defer { flow.stop() }
        try await HubSite.run(on: backend) { site in
            let hub = try await site.worker(flow.arguments)
            let id = try await flow.prepare(on: hub, model: model)
            // What is held of the tenant before must not outlive the change.
            #expect(try await flow.ask(hub).json["status"] != "success")
            try await flow.administer(on: hub, model: id)
            expectAnswer(try await flow.ask(hub).json, model, flow)
            #expect(flow.erp.requests.first?.header("authorization")?.hasPrefix("Bearer ey") == true)
        }
    }

    @Test(
        .enabled(if: TestPostgres.isAvailable), arguments: [HubBackend.postgreSQLAndRedis, .postgreSQLAlone],
        InventoryFlow.Model.allCases)
    func answersOnTheOtherWorkerAtOnce(backend: HubBackend, model: InventoryFlow.Model) async throws {
        let flow = try InventoryFlow()
        defer { flow.stop() }
        try await HubSite.run(on: backend) { site in
            let workers = [try await site.worker(flow.arguments), try await site.worker(flow.arguments)]
            let nginx = try NginxServer(upstreams: workers.map { UInt16($0.port) })
            let id = try await flow.prepare(on: workers[0], model: model)
            for worker in workers { #expect(try await flow.ask(worker).json["status"] != "success") }
            try await flow.administer(on: workers[0], model: id)
            // The other worker's very next turn has it: a turn reads how new the rows are.
            let granted = ContinuousClock.now
            expectAnswer(try await flow.ask(workers[1]).json, model, flow)
            print("the agent answered on the other worker \(.now - granted) after the grant (\(backend), \(model))")
            let token = try workers[0].token(tenant: InventoryFlow.tenant)
            for _ in 0..<4 {
                let response = try await RawHTTP(port: Int(nginx.port)).request(
                    "POST", "/api/acme-corp/chat", token: token, body: ["message": .string(InventoryFlow.question)])
                expectAnswer(response.json, model, flow)
            }
        }
    }
}
