import HubCore
import HubEgress
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct EgressStreamTests {
    private func stream(
        _ server: LoopbackServer, _ client: EgressClient, deadline: Deadline = .generous, maximum: Int = 1 << 20
    ) async throws -> EgressStream {
        try await client.stream(
            EgressRequest(url: server.url(), deadline: deadline, maximumResponseBytes: maximum))
    }

    @Test func isReadWhileItArrives() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            [.head(200, [("Transfer-Encoding", "chunked"), ("X-A", "b")]), .wait(gate), .send("3\r\none\r\n")]
                + [.wait(gate), .send("3\r\ntwo\r\n0\r\n\r\n")]
        }
        let client = try LocalClient.make()
        let stream = try await stream(server, client)
        #expect(stream.status == 200)
        #expect(stream.headers.value(of: "x-a") == "b")
        var chunks = stream.makeAsyncIterator()
        gate.open()
        #expect(try await chunks.next(isolation: nil) == Array("one".utf8))
        gate.open()
        #expect(try await chunks.next(isolation: nil) == Array("two".utf8))
        #expect(try await chunks.next(isolation: nil) == nil)
        #expect(server.requests.first?.header("Accept-Encoding") == "identity")
    }

    @Test func givesTheStatusOfAnErrorToo() async throws {
        let server = try LoopbackServer { _ in .json("{\"error\":1}", status: 429) }
        let client = try LocalClient.make()
        let stream = try await stream(server, client)
        #expect(stream.status == 429)
        #expect(try await stream.collect() == Array("{\"error\":1}".utf8))
    }

    @Test func aSlowReaderMakesThePeerWait() async throws {
        let size = 8 << 20
        let server = try LoopbackServer { _ in
            .respond(body: (0..<size).lazy.map { UInt8(truncatingIfNeeded: $0 / 1000) })
        }
        let client = try LocalClient.make(limits: EgressLimits(streamBufferBytes: 32 << 10))
        let stream = try await stream(server, client, maximum: size)
        var received = 0
        var isIntact = true
        for try await chunk in stream {
            // What waited never grew beyond the buffer and one piece of libcurl's.
            #expect(chunk.count <= 48 << 10)
            for (index, byte) in chunk.enumerated() where byte != UInt8(truncatingIfNeeded: (received + index) / 1000) {
                isIntact = false
            }
            received += chunk.count
        }
        #expect(received == size)
        #expect(isIntact)
    }

    @Test func isCutOffAtTheLimit() async throws {
        let server = try LoopbackServer { _ in [.head(200, []), .flood([UInt8](repeating: 0x61, count: 10_000))]
        }
        let client = try LocalClient.make()
        let stream = try await stream(server, client, maximum: 100_000)
        let error = await #expect(throws: EgressError.self) { try await stream.collect() }
        #expect(error?.kind == .tooLarge)
        await server.ended(1)
    }

    @Test func endsAtTheDeadline() async throws {
        let server = try LoopbackServer { _ in [.head(200, [("Content-Length", "5")]), .send("ab"), .hang] }
        let client = try LocalClient.make()
        let error = await #expect(throws: EgressError.self) {
            try await stream(server, client, deadline: .after(.milliseconds(300))).collect()
        }
        #expect(error?.kind == .deadline)
    }

    @Test func endsAtTheDeadlineThoughNobodyReads() async throws {
        let server = try LoopbackServer { _ in [.head(200), .flood([UInt8](repeating: 0x61, count: 10_000))] }
        let client = try LocalClient.make()
        let error = await #expect(throws: EgressError.self) {
            let stream = try await stream(server, client, deadline: .after(.milliseconds(300)), maximum: 1 << 30)
            await server.ended(1)
            return try await stream.collect()
        }
        #expect(error?.kind == .deadline)
    }

    @Test func aCancelledReaderEndsTheTransfer() async throws {
        let server = try LoopbackServer { _ in [.head(200, []), .hang] }
        let client = try LocalClient.make()
        let stream = try await stream(server, client)
        let task = Task { try await stream.collect() }
        task.cancel()
        let error = await #expect(throws: EgressError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        await server.ended(1)
    }

    @Test func aStreamThatIsLetGoEndsTheTransfer() async throws {
        let server = try LoopbackServer { _ in [.head(200, []), .flood([0x61])] }
        let client = try LocalClient.make()
        do { _ = try await stream(server, client) }
        await server.ended(1)
    }

    @Test func aReleasedStreamsConnectionIsKept() async throws {
        let gate = LoopbackGate()
        let server = try LoopbackServer { _ in
            [.head(200, [("Content-Length", "6")]), .send("abc"), .wait(gate), .send("def")]
        }
        // The second request goes when the first transfer has ended, which is not when its stream is let go.
        let client = try LocalClient.make(limits: EgressLimits(concurrentPerOrigin: 1))
        for _ in 0..<2 {
            do {
                let stream = try await stream(server, client)
                var chunks = stream.makeAsyncIterator()
                #expect(try await chunks.next(isolation: nil) == Array("abc".utf8))
                stream.release()
            }
            gate.open()
        }
        await client.shutdown()
        #expect(server.connections == 1)
        #expect(server.requests.count == 2)
    }

    @Test func aReleasedStreamThatGoesOnIsEnded() async throws {
        let server = try LoopbackServer { _ in [.head(200, []), .flood([UInt8](repeating: 0x61, count: 10_000))] }
        let client = try LocalClient.make(limits: EgressLimits(streamBufferBytes: 1))
        let stream = try await stream(server, client, maximum: 1 << 30)
        stream.release()
        await server.ended(1)
    }

    @Test func aFailureBeforeTheResponseIsThrown() async throws {
        let server = try LoopbackServer { _ in [.close] }
        let client = try LocalClient.make()
        let error = await #expect(throws: EgressError.self) { try await stream(server, client) }
        #expect(error?.kind == .connection)
    }

    @Test func aShutdownEndsTheStream() async throws {
        let server = try LoopbackServer { _ in [.head(200, []), .hang] }
        let client = try LocalClient.make()
        let stream = try await stream(server, client)
        await client.shutdown()
        let error = await #expect(throws: EgressError.self) { try await stream.collect() }
        #expect(error?.kind == .shutDown)
    }
}
