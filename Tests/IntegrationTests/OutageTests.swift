import Foundation
import HubCore
import Support
import Testing

/// What is outside fails in every way it can; the user gets a clear answer, and the turn is stored.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OutageTests {
    private func expectStoredError(
        _ agent: StockAgent, _ code: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let response = try await agent.ask()
        let reply = response.json
        #expect(response.status == 200, sourceLocation: sourceLocation)
        #expect(reply["status"] == "error", "\(reply.text)", sourceLocation: sourceLocation)
        #expect(reply["text"]?.stringValue?.isEmpty == false, sourceLocation: sourceLocation)
        let trace = reply["metadata"]?["tools"]?.arrayValue?.last
        #expect(trace?["status"]?.stringValue == code, "\(reply.text)", sourceLocation: sourceLocation)
        let stored = try await agent.messages(reply["session_id"])
        #expect(stored.count == 2, sourceLocation: sourceLocation)
        #expect(stored.last?["reply"] == reply, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("<html>oops</html>", 200, "upstream"), (#"{"stock": 5"#, 200, "upstream"),
        (#"{"message": "boom"}"#, 500, "upstream"),
        (#"{"message": "no"}"#, 403, "auth"),
    ])
    func putsAWrongAnswerOfTheERPInWords(body: String, status: Int, code: String) async throws {
        let erp = try LoopbackServer { _ in .respond(status, body: body.utf8) }
        defer { erp.stop() }
        let agent = try await StockAgent.start(erp: erp.port)
        try await expectStoredError(agent, code)
        await agent.hub.stop()
    }

    @Test func saysThatAnAnswerIsTooLarge() async throws {
        let erp = try LoopbackServer { _ in .json("[\"" + String(repeating: "x", count: 200_000) + "\"]") }
        defer { erp.stop() }
        let agent = try await StockAgent.start(erp: erp.port)
        try await expectStoredError(agent, "too_large")
        await agent.hub.stop()
    }

    @Test func followsARedirectOfTheERPToItselfButNotElsewhere() async throws {
        let other = try LoopbackServer { _ in .json(#"{"sku": "SKU-12345", "level": 666}"#) }
        let elsewhere = other.url("/stock")
        let erp = try LoopbackServer { request in
            switch request.target {
            case "/stock/SKU-12345": .redirect(to: "/moved")
            case "/stock/SKU-99999": .redirect(to: elsewhere)
            case _: .json(#"{"sku": "SKU-12345", "level": 7}"#)
            }
        }
        defer {
            erp.stop()
            other.stop()
        }
        let agent = try await StockAgent.start(erp: erp.port, ["--egress-allow", "127.0.0.1"])
        let followed = try await agent.ask().json
        #expect(followed["data"]?["level"] == 7, "\(followed.text)")
        let refused = try await agent.ask("What is the stock level of SKU-99999?").json
        #expect(refused["status"] == "error")
        #expect(other.requests.isEmpty)
        await agent.hub.stop()
    }

    @Test func endsAtTheToolsTimeoutWhenTheERPIsSilent() async throws {
        let erp = try LoopbackServer { _ in [.hang] }
        defer { erp.stop() }
        let agent = try await StockAgent.start(erp: erp.port, timeout: 100)
        try await expectStoredError(agent, "deadline")
        await agent.hub.stop()
    }

    @Test func answersAtOnceWhileTheBreakerOfADeadERPIsOpen() async throws {
        let erp = try LoopbackServer { _ in [.close] }
        let agent = try await StockAgent.start(erp: erp.port)
        erp.stop()
        for _ in 0..<6 { _ = try await agent.ask() }
        try await expectStoredError(agent, "unavailable")
        await agent.hub.stop()
    }

    @Test func answersWaitingMessagesInOrderAndRefusesTheFifth() async throws {
        let gate = LoopbackGate()
        let erp = try LoopbackServer { _ in [.wait(gate)] + .json(#"{"sku": "SKU-12345", "level": 7}"#) }
        defer { erp.stop() }
        let agent = try await StockAgent.start(erp: erp.port, timeout: 60_000)
        let session = UUID().uuidString.lowercased()
        // One is answered, four wait; which of the eight they are is the network's choice.
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let response = try await agent.ask(session: session)
                    #expect([200, 409].contains(response.status))
                    if response.status == 409 { #expect(response.json["code"] == "session_busy") }
                    return response.status
                }
            }
            var statuses: [Int] = []
            while let status = try await group.next() {
                statuses.append(status)
                if statuses.count == 3 { for _ in 0..<5 { gate.open() } }
            }
            return statuses
        }
        #expect(statuses.prefix(3) == [409, 409, 409])
        #expect(statuses.count { $0 == 200 } == 5)
        let messages = try await agent.messages(.string(session))
        #expect(messages.map { $0["role"] } == Array(repeating: ["user", "assistant"], count: 5).flatMap { $0 })
        await agent.hub.stop()
    }

    @Test func finishesTheTurnInFlightWhenAskedToStop() async throws {
        let gate = LoopbackGate()
        let erp = try LoopbackServer { _ in [.wait(gate)] + .json(#"{"sku": "SKU-12345", "level": 7}"#) }
        defer { erp.stop() }
        let agent = try await StockAgent.start(erp: erp.port, timeout: 60_000)
        async let reply = agent.ask()
        _ = await erp.received(1)
        kill(agent.hub.processID, SIGINT)
        gate.open()
        #expect(try await reply.json["status"] == "success")
        #expect(await agent.hub.stop() == 0)
    }
}
