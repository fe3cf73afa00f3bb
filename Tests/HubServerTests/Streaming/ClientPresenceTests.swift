import Synchronization
import Testing

@testable import HubServer

@Suite struct ClientPresenceTests {
    @Test func tellsOnceThatTheClientHasGone() {
        let presence = ClientPresence()
        let count = Atomic(0)
        _ = presence.watch { count.add(1, ordering: .relaxed) }
        let ended = presence.watch { count.add(100, ordering: .relaxed) }
        presence.end(ended)
        presence.leave()
        presence.leave()
        #expect(count.load(ordering: .relaxed) == 1)
        _ = presence.watch { count.add(10, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) == 11)
    }
}
