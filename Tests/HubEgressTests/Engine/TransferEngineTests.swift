import HubCore
import HubEgress
import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct TransferEngineTests {
    @Test func connectionsAreKept() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let client = try LocalClient.make()
        for _ in 0..<5 { _ = try await client.get(server.url()) }
        #expect(server.connections == 1)
    }

    @Test func aClosedConnectionIsReplaced() async throws {
        let server = try LoopbackServer { _ in .respond(200, headers: [("Connection", "close")]) + [.close] }
        let client = try LocalClient.make()
        for _ in 0..<3 { #expect(try await client.get(server.url()).status == 200) }
        #expect(server.connections == 3)
    }

    @Test func manyAtOnceAreAnsweredEachItsOwn() async throws {
        let server = try LoopbackServer { request in .respond(request.target) }
        let client = try LocalClient.make(limits: EgressLimits(concurrent: 16, concurrentPerOrigin: 8))
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do throws(EgressError) {
                        return try await client.get(server.url("/\(number)")).text == "/\(number)"
                    } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            #expect(await group.allSatisfy { $0 })
        }
        #expect(server.connections <= 8)
    }

    @Test func aSilentPeerIsLeftAtTheDeadline() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url(), deadline: .short) == .deadline)
    }

    @Test func aPassedDeadlineSendsNothing() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let client = try LocalClient.make()
        #expect(await client.failure(server.url(), deadline: Deadline(nanoseconds: 1)) == .deadline)
        #expect(server.connections == 0)
    }

    @Test func aCancelledTaskEndsItsTransferAtOnce() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let client = try LocalClient.make()
        let task = Task { await client.failure(server.url()) }
        _ = await server.received(1)
        task.cancel()
        #expect(await task.value == .cancelled)
        await server.ended(1)
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let server = try LoopbackServer { _ in .respond() }
        let client = try LocalClient.make()
        let gate = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate.stream {}
            return await client.failure(server.url())
        }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(server.connections == 0)
    }

    @Test func completesOnceWhoeverEndsIt() async throws {
        let server = try LoopbackServer { request in request.target == "/hang" ? [.hang] : .respond() }
        let client = try LocalClient.make()
        let outcomes = Mutex<[EgressError.Kind?]>([])
        func start(_ path: String) -> EgressTransfer {
            client.start(EgressRequest(url: server.url(path), deadline: .generous)) { result in
                outcomes.withLock { list in
                    switch result {
                    case .success: list.append(nil)
                    case .failure(let error): list.append(error.kind)
                    }
                }
            }
        }
        let hanging = start("/hang")
        _ = await server.received(1)
        hanging.cancel()
        hanging.cancel()
        let answered = start("/")
        // Everything above has been obeyed when a later request is answered; of several connections any may be first.
        _ = await server.received(2)
        _ = try await client.get(server.url("/later"))
        answered.cancel()
        await client.shutdown()
        hanging.cancel()
        #expect(outcomes.withLock { $0.count } == 2)
        #expect(outcomes.withLock { $0.first } == .cancelled)
    }

    @Test(.timeLimit(.minutes(1))) func oneTooManyIsTurnedAwayAtOnce() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { request in
            (request.target == "/first" ? [.wait(gate)] : []) + .respond(request.target)
        }
        let client = try LocalClient.make(limits: EgressLimits(concurrent: 1, waiting: 1))
        async let first = client.get(server.url("/first"))
        _ = await server.received(1)
        let outcomes = AsyncStream<Result<EgressResponse, EgressError>>.makeStream()
        for path in ["/second", "/third"] {
            _ = client.start(EgressRequest(url: server.url(path), deadline: .generous)) {
                outcomes.continuation.yield($0)
            }
        }
        var results = outcomes.stream.makeAsyncIterator()
        let refused = await #expect(throws: EgressError.self) { try await results.next()?.get() }
        #expect(refused?.kind == .overloaded)
        while client.waiting != 1, !Task.isCancelled { await Task.yield() }
        gate.open()
        #expect(try await first.text == "/first")
        #expect(try await results.next()?.get().text == "/second")
        while client.waiting != 0, !Task.isCancelled { await Task.yield() }
    }

    @Test func aBusyOriginDoesNotHoldUpAnother() async throws {
        let gate = LoopbackGate()
        let slow = try LoopbackServer { _ in [.wait(gate)] + .respond("slow") }
        let fast = try LoopbackServer { _ in .respond("fast") }
        let client = try LocalClient.make(limits: EgressLimits(concurrent: 4, concurrentPerOrigin: 1))
        async let first = client.get(slow.url())
        _ = await slow.received(1)
        async let second = client.get(slow.url())
        #expect(try await client.get(fast.url()).text == "fast")
        gate.open()
        #expect(try await first.text == "slow")
        gate.open()
        #expect(try await second.text == "slow")
    }

    @Test func oneThatWaitsMayBeCancelledOrPassItsDeadline() async throws {
        let server = try LoopbackServer { request in request.target == "/hang" ? [.hang] : .respond() }
        let client = try LocalClient.make(limits: EgressLimits(concurrent: 1))
        let hanging = Task { await client.failure(server.url("/hang")) }
        _ = await server.received(1)
        #expect(await client.failure(server.url(), deadline: .short) == .deadline)
        let waiting = Task { await client.failure(server.url()) }
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        hanging.cancel()
        #expect(await hanging.value == .cancelled)
        #expect(try await client.get(server.url()).status == 200)
        #expect(server.requests.map(\.target) == ["/hang", "/"])
    }

    @Test func aShutdownEndsEverything() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let client = try LocalClient.make(limits: EgressLimits(concurrent: 1))
        let active = Task { await client.failure(server.url()) }
        _ = await server.received(1)
        let waiting = Task { await client.failure(server.url()) }
        await client.shutdown()
        await client.shutdown()
        #expect(await active.value == .shutDown)
        #expect(await waiting.value == .shutDown)
        #expect(await client.failure(server.url()) == .shutDown)
        await server.ended(1)
    }

    @Test func aClientThatIsLetGoEndsItsTransfers() async throws {
        let server = try LoopbackServer { _ in [.hang] }
        let outcome = AsyncStream<Result<EgressResponse, EgressError>>.makeStream()
        do {
            let client = try LocalClient.make()
            _ = client.start(EgressRequest(url: server.url(), deadline: .generous)) { outcome.continuation.yield($0) }
            _ = await server.received(1)
        }
        var results = outcome.stream.makeAsyncIterator()
        let error = await #expect(throws: EgressError.self) { try await results.next()?.get() }
        #expect(error?.kind == .shutDown)
    }
}
