import Foundation
import HubCore
import Testing

/// The specification's conversation with the demo tenant, through the real server, plugin, ERP and database.
@Suite(.timeLimit(.minutes(5))) struct ConversationTests {
    @Test(arguments: HubBackend.available)
    func answersTheSpecificationsQuestionInEnglish(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in
            try expectTheDebt(try await site.worker(["--demo"]).ask("Show me debt for customer MST 0104985841"))
        }
    }

    private func expectTheDebt(_ response: RawHTTP.Response) throws {
        #expect(response.status == 200)
        let reply = response.json
        #expect(reply["status"] == "success")
        #expect(reply["agent"] == "AgentDebt")
        let text = try #require(reply["text"]?.stringValue)
        for part in ["15,432.50", "5,200.00", "2025-10-15", "3,000", "Net 30", "0104985841"] {
            #expect(text.contains(part), "\(part) is missing in: \(text)")
        }
        #expect(reply["data"]?["total_debt"]?.numberValue?.literal == "15432.50")
        #expect(reply["data"]?["overdue_amount"]?.numberValue?.literal == "5200.00")
        #expect(reply["data"]?["payment_terms"] == "Net 30")
        #expect(reply["render"]?["type"] == "card")
        #expect(reply["metadata"]?["language"] == "en")
    }

    @Test(arguments: [
        "Công nợ của khách hàng MST 0104985841 là bao nhiêu?", "cong no cua khach hang MST 0104985841 la bao nhieu",
    ])
    func answersInVietnamese(question: String) async throws {
        let hub = try await HubProcess.start()
        let reply = try await hub.ask(question).json
        await hub.stop()
        #expect(reply["status"] == "success")
        #expect(reply["agent"] == "AgentDebt")
        #expect(reply["metadata"]?["language"] == "vi")
        let text = try #require(reply["text"]?.stringValue)
        for part in ["15.432,50", "5.200,00", "Tổng nợ", "15/10/2025"] {
            #expect(text.contains(part), "\(part) is missing in: \(text)")
        }
    }

    @Test(arguments: HubBackend.available) func keepsTheCustomerAcrossAFollowUp(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in try await followUp(try await site.worker(["--demo"])) }
    }

    private func followUp(_ hub: HubProcess) async throws {
        let first = try await hub.ask("Show me debt for customer MST 0104985841").json
        let session = try #require(first["session_id"]?.stringValue)
        let second = try await hub.ask("What about shipment ABC123?", session: session).json
        let third = try await hub.ask("and their debt?", session: session).json
        #expect(second["agent"] == "AgentShipment")
        #expect(second["data"]?["shipment_id"] == "ABC123")
        #expect(third["agent"] == "AgentDebt")
        #expect(third["data"]?["mst"] == "0104985841")
        #expect(third["data"]?["total_debt"]?.numberValue?.literal == "15432.50")
    }

    @Test func saysWhatIsWrongWithAShortTaxCodeAndCallsNothing() async throws {
        let hub = try await HubProcess.start()
        let reply = try await hub.ask("Show me debt for customer MST 12345").json
        await hub.stop()
        #expect(reply["status"] == "clarification")
        let text = try #require(reply["text"]?.stringValue)
        #expect(text.contains("10 digits"), "\(text)")
        #expect(reply["metadata"]?["tools"]?.arrayValue?.contains { $0["status"] == "ok" } == false)
    }

    @Test func putsAnUnknownCustomerInPlainWords() async throws {
        let hub = try await HubProcess.start()
        let reply = try await hub.ask("Show me debt for customer MST 9999999999").json
        await hub.stop()
        #expect(reply["status"] == "success")
        #expect(reply["text"]?.stringValue?.contains("9999999999") == true)
        #expect(reply["metadata"]?["tools"]?.arrayValue?.first?["status"] == "not_found")
    }

    @Test(arguments: HubBackend.available) func keepsItsDataOverARestart(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in
            let first = try await site.worker(["--demo"])
            let reply = try await first.ask("Where is shipment ABC123?").json
            #expect(await first.stop() == 0)
            let second = try await site.worker(["--demo"], folder: first.folder)
            let session = try #require(reply["session_id"]?.stringValue)
            let messages = try await second.http.request(
                "GET", "/api/demo/sessions/\(session)/messages", token: second.token()
            ).json
            #expect(messages["messages"]?.arrayValue?.count == 2)
            #expect(messages["messages"]?.arrayValue?.last?["reply"] == reply)
        }
    }

    @Test func refusesASecondServerOnTheSameFolderAndLeavesTheFirstAlone() async throws {
        let first = try await HubProcess.start()
        let failure = await #expect(throws: HubProcess.StartFailure.self) {
            try await HubProcess.start(folder: first.folder)
        }
        #expect(failure?.log.contains("another server") == true, "\(failure?.log ?? "")")
        let reply = try await first.ask("Show me debt for customer MST 0104985841").json
        await first.stop()
        #expect(reply["status"] == "success")
    }
}
