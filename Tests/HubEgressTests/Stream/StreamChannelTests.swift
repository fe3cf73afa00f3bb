import Testing

@testable import HubEgress

@Suite struct StreamChannelTests {
    private func offer(_ text: String, to channel: StreamChannel) -> Bool {
        // SAFETY: the bytes are lent for the call.
        Array(text.utf8).withUnsafeBytes { channel.offer($0) }
    }

    private func text(_ reading: StreamChannel.Reading) throws(EgressError) -> String? {
        try reading.get().map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func takesNoMoreThanItHolds() async throws {
        let channel = StreamChannel(capacity: 4)
        #expect(offer("abc", to: channel))
        #expect(offer("de", to: channel))
        #expect(!offer("f", to: channel))
        await confirmation { resumed in
            let reading = await channel.read { resumed() }
            #expect((try? reading.get()) == Array("abcde".utf8))
        }
        #expect(offer("f", to: channel))
        await confirmation(expectedCount: 0) { resumed in
            let reading = await channel.read { resumed() }
            #expect((try? reading.get()) == Array("f".utf8))
        }
    }

    @Test func aReaderGetsWhatArrivesAtOnce() async throws {
        let channel = StreamChannel(capacity: 1)
        async let reading = channel.read {}
        // Whether the reader or the bytes come first, it gets them.
        #expect(offer("abc", to: channel))
        #expect(try text(await reading) == "abc")
    }

    @Test func theEndComesAfterTheBytes() async throws {
        let channel = StreamChannel(capacity: 10)
        channel.open(status: 200, headers: [])
        #expect(offer("abc", to: channel))
        channel.finish(.failure(EgressError(.connection, "lost")))
        #expect(try await channel.head().get().status == 200)
        #expect(try text(await channel.read {}) == "abc")
        for _ in 0..<2 {
            let error = await #expect(throws: EgressError.self) { try text(await channel.read {}) }
            #expect(error?.kind == .connection)
        }
    }

    @Test func endsOnceOnly() async throws {
        let channel = StreamChannel(capacity: 10)
        channel.open(status: 200, headers: [])
        channel.finish(.success(()))
        channel.finish(.failure(EgressError(.connection, "lost")))
        #expect(channel.hasEnded)
        #expect(try text(await channel.read {}) == nil)
    }

    @Test func aFailureBeforeTheHeadIsTheHeads() async {
        let channel = StreamChannel(capacity: 10)
        channel.finish(.failure(EgressError(.denied, "no")))
        let error = await #expect(throws: EgressError.self) { try await channel.head().get() }
        #expect(error?.kind == .denied)
    }
}
