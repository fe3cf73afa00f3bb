import Testing

@testable import HubStorage

@Suite struct RedisOutageLogTests {
    @Test func saysOnceThatAConnectionComesAndGoes() {
        var log = RedisOutageLog()
        #expect(log.connected() == true)
        #expect(log.failed(.unavailable) == true)
        #expect(log.connected() == true)
        // So that the last line is not that there is a connection.
        #expect(log.failed(.unavailable) == true)
        for _ in 0..<20 {
            #expect(log.connected() == false)
            #expect(log.failed(.unavailable) == false)
        }
        log.wasSteady()
        #expect(log.failed(.unavailable) == true)
        #expect(log.connected() == true)
    }

    @Test func saysEachReasonOnce() {
        var log = RedisOutageLog()
        #expect(log.failed(.unavailable) == true)
        #expect(log.failed(.timedOut) == true)
        for _ in 0..<5 {
            #expect(log.failed(.unavailable) == false)
            #expect(log.failed(.timedOut) == false)
        }
    }

    @Test func anOutageAfterAConnectionThatLastedIsNews() {
        var log = RedisOutageLog()
        #expect(log.failed(.unavailable) == true)
        #expect(log.connected() == true)
        log.wasSteady()
        #expect(log.failed(.unavailable) == true)
        #expect(log.connected() == true)
    }
}
