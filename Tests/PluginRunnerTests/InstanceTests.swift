import PluginABI
import RunnerProtocol
import Testing

@Suite struct InstanceTests {
    private func serve(_ options: [String] = []) async throws -> RunnerProcess {
        try await .serve(try await TestSources.standard.plugin("steered"), options, services: [AH_EXT_HOST_KV])
    }

    @Test func letsCallsWaitUntilTheirInstanceIsMade() async throws {
        let runner = try await serve()
        try runner.create(2, configuration: "wait")
        try runner.invoke(1, "early", of: 2)
        try runner.invoke(2, "open")
        #expect(try await runner.next(AHR_COMPLETE).subject == 2)
        #expect(try await runner.next(AHR_CREATED).subject == 2)
        #expect(try await runner.next(AHR_COMPLETE).subject == 1)
    }

    @Test func refusesTheCallsOfAnInstanceThatCouldNotBeMade() async throws {
        let runner = try await serve()
        try runner.create(2, configuration: "wait refuse")
        try runner.invoke(1, "early", of: 2)
        try runner.invoke(2, "open")
        #expect(try await runner.next(AHR_COMPLETE).subject == 2)
        let created = try await runner.next(AHR_CREATED)
        #expect(created.status == AH_E_INVALID_CONFIG && created.number == 0 && created.text == "{\"message\": \"no\"}")
        let refused = try await runner.next(AHR_REFUSED)
        #expect(refused.subject == 1 && refused.status == AH_E_INVALID_CONFIG)
        try runner.invoke(3, "late", of: 2)
        #expect(try await runner.next(AHR_REFUSED).status == AH_E_INVALID_CONFIG)
    }

    @Test func saysThatCreateMadeNothing() async throws {
        let runner = try await serve()
        try runner.create(2, configuration: "empty")
        let created = try await runner.next(AHR_CREATED)
        #expect(created.status == AH_E_INTERNAL && created.number == 1)
    }

    @Test func destroysWhenTheLastCallIsCompleted() async throws {
        let runner = try await serve()
        try runner.create(2)
        _ = try await runner.next(AHR_CREATED)
        try runner.invoke(1, "hold", of: 2)
        #expect(try await runner.next(AHR_LOG).text == "held")
        try runner.destroy(2)
        try runner.invoke(2, "other")
        #expect(try await runner.next(AHR_COMPLETE).subject == 2)
        try runner.invoke(3, "release 1")
        #expect(try await runner.next(AHR_COMPLETE).subject == 1)
        let last = [try await runner.next(), try await runner.next()].compactMap { $0?.text }
        #expect(last.sorted() == ["0", "destroyed"])
    }

    @Test func destroysWhenTheLastFunctionHasReturned() async throws {
        let runner = try await serve()
        try runner.create(2)
        _ = try await runner.next(AHR_CREATED)
        try runner.invoke(1, "completes-and-blocks", of: 2)
        #expect(try await runner.next(AHR_COMPLETE).subject == 1)
        try runner.destroy(2)
        // What came after is done before it.
        try runner.create(3)
        #expect(try await runner.next(AHR_CREATED).subject == 3)
        try runner.invoke(2, "open")
        let last = [try await runner.next(), try await runner.next()].compactMap { $0?.text }
        #expect(last.sorted() == ["destroyed", "open"])
    }

    @Test func destroysWhenTheLastCallbackHasReturned() async throws {
        let runner = try await serve()
        try runner.create(2)
        _ = try await runner.next(AHR_CREATED)
        try runner.invoke(1, "get-slowly", of: 2)
        let request = try await runner.next(AHR_REQUEST)
        try runner.accept(request)
        try runner.answer(request)
        #expect(try await runner.next(AHR_LOG).text == "done 0")
        #expect(try await runner.next(AHR_COMPLETE).subject == 1)
        try runner.destroy(2)
        try runner.create(3)
        #expect(try await runner.next(AHR_CREATED).subject == 3)
        try runner.invoke(2, "open")
        let last = [try await runner.next(), try await runner.next()].compactMap { $0?.text }
        #expect(last.sorted() == ["destroyed", "open"])
    }
}
