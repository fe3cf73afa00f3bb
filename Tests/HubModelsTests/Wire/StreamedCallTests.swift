import HubCore
import HubEgress
import Logging
import Support
import Testing

@testable import HubModels

/// Streamed calls over a connection, for every API.
@Suite(.timeLimit(.minutes(1))) struct StreamedCallTests {
    private typealias Script = [LoopbackAction]

    private func egress(limits: EgressLimits = EgressLimits()) throws -> EgressClient {
        EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]), limits: limits,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func request(_ sink: RecordingSink, deadline: Deadline = .after(.seconds(60))) -> ModelRequest {
        var request = SampleRequests.request(.openAI)
        request.textSink = sink
        request.deadline = deadline
        return request
    }

    private func failure(_ provider: any ModelProvider, _ request: ModelRequest) async -> ModelError? {
        do throws(ModelError) {
            _ = try await provider.complete(request)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: StreamedAPI.allCases)
    func wordsReachTheSinkAsTheyArrive(_ api: StreamedAPI) async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            Script.streamHead + .chunk(api.beginning) + [.wait(gate)] + .chunk(api.rest + api.end) + .lastChunk
        }
        let egress = try egress()
        let sink = RecordingSink()
        let request = request(sink)
        let task = Task { try await api.provider(egress, server).complete(request) }
        // The server says no more until these were seen.
        await sink.reached("Hel")
        gate.open()
        let response = try await task.value
        #expect(response.text == "Hello" && sink.pieces == ["Hel", "lo"])
        #expect(response.usage == TokenUsage(inputTokens: 9, outputTokens: 2))
        let sent = try #require(server.requests.first)
        #expect(sent.header("accept") == "text/event-stream")
        if api == .gemini {
            #expect(sent.target.hasSuffix(":streamGenerateContent?alt=sse"))
        } else {
            #expect(try JSONValue(parsing: sent.body)["stream"] == true)
        }
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func cancellationEndsTheTransfer(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in Script.streamHead + .chunk(api.beginning) + [.hang] }
        let egress = try egress()
        let sink = RecordingSink()
        let request = request(sink)
        let task = Task { await failure(api.provider(egress, server), request) }
        await sink.reached("Hel")
        task.cancel()
        let error = await task.value
        #expect(error?.kind == .cancelled)
        #expect(error?.progress == .begun(usage: api.countedAtBeginning, receivedBytes: 3))
        await server.ended(1)
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func aStallEndsAtTheDeadline(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in Script.streamHead + .chunk(api.beginning) + [.hang] }
        let egress = try egress()
        // However slow the machine, the words arrive in the end before one of these deadlines.
        var milliseconds = 100
        while true {
            let sink = RecordingSink()
            let error = await failure(
                api.provider(egress, server), request(sink, deadline: .after(.milliseconds(milliseconds))))
            #expect(error?.kind == .timeout)
            if sink.text == "Hel" {
                #expect(error?.progress == .begun(usage: api.countedAtBeginning, receivedBytes: 3))
                break
            }
            milliseconds *= 2
        }
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func aServerMayAnswerWhole(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in .json(api.whole) }
        let egress = try egress()
        let sink = RecordingSink()
        let response = try await api.provider(egress, server).complete(request(sink))
        #expect(response.text == "Hello" && sink.pieces == ["Hello"])
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func aStreamThatBreaksOffIsMalformed(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in Script.streamHead + .chunk(api.beginning) + .lastChunk }
        let egress = try egress()
        let sink = RecordingSink()
        let error = await failure(api.provider(egress, server), request(sink))
        #expect(error?.kind == .malformed && sink.text == "Hel")
        #expect(error?.progress == .begun(usage: api.countedAtBeginning, receivedBytes: 3))
        #expect(server.requests.count == 1)
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func aConnectionThatIsLostInTheMiddleIsNotTriedAgain(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in Script.streamHead + .chunk(api.beginning) + [.close] }
        let egress = try egress()
        let sink = RecordingSink()
        let error = await failure(api.provider(egress, server), request(sink))
        #expect(error?.kind == .connection && sink.text == "Hel")
        #expect(error?.progress == .begun(usage: api.countedAtBeginning, receivedBytes: 3))
        #expect(server.requests.count == 1)
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func anErrorInTheMiddleEndsTheAnswer(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in Script.streamHead + .chunk(api.beginning + api.failure) + [.hang] }
        let egress = try egress()
        let sink = RecordingSink()
        let error = await failure(api.provider(egress, server), request(sink))
        #expect(error?.kind == .overloaded && sink.text == "Hel")
        #expect(error?.progress == .begun(usage: api.countedAtBeginning, receivedBytes: 3))
        await server.ended(1)
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.ending)
    func aWholeAnswerIsNotLostWithTheConnection(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in Script.streamHead + .chunk(api.beginning + api.rest) + [.close] }
        let egress = try egress()
        let sink = RecordingSink()
        #expect(try await api.provider(egress, server).complete(request(sink)).text == "Hello")
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.ending)
    func theAnswerDoesNotWaitForTheEndOfTheConnectionWhichIsKept(_ api: StreamedAPI) async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            Script.streamHead + .chunk(api.beginning + api.rest + api.end) + [.wait(gate)] + .lastChunk
        }
        // A second call goes when the first transfer has ended: over its connection, or over another when that was closed.
        let egress = try egress(limits: EgressLimits(concurrentPerOrigin: 1))
        for _ in 0..<3 {
            #expect(try await api.provider(egress, server).complete(request(RecordingSink())).text == "Hello")
            gate.open()
        }
        #expect(server.connections == 1)
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func aRefusedRequestSaysNothing(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in .json("{}", status: 401) }
        let egress = try egress()
        let sink = RecordingSink()
        let error = await failure(api.provider(egress, server), request(sink))
        #expect(error?.kind == .authorization && error?.progress == .nothing && sink.pieces.isEmpty)
        await egress.shutdown()
    }

    @Test(arguments: StreamedAPI.allCases)
    func aKeyAndANameStayInTheirPlaces(_ api: StreamedAPI) async throws {
        let server = try LoopbackServer { _ in .json(api.whole) }
        let egress = try egress()
        var request = SampleRequests.request(.openAI)
        request.key = Secret("k-1\r\nX-Added: 1")
        let error = await failure(api.provider(egress, server), request)
        #expect(error?.kind == .unsupported && error?.message.contains("k-1") == false)
        #expect(server.connections == 0)

        request.key = Secret("k-2")
        // No URL may have an encoded line break: such a name is not called at all.
        request.model.name = api == .gemini ? "a?key=1#é:b" : "../a?key=1#\r\nX-Added: 1"
        #expect(try await api.provider(egress, server).complete(request).text == "Hello")
        let sent = try #require(server.requests.first)
        #expect(sent.header("x-added") == nil && !sent.target.contains("k-2") && !sent.target.contains("?"))
        if api == .gemini {
            #expect(sent.target.hasPrefix("/v1beta/models/a%3Fkey%3D1%23%C3%A9%3Ab:generate"))
        } else {
            #expect(try JSONValue(parsing: sent.body)["model"]?.stringValue == request.model.name)
        }
        await egress.shutdown()
    }
}
