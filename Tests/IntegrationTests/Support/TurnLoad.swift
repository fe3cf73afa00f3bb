import Foundation
import HubCore
import Synchronization

/// Users who talk at once, each in a session of its own, and send a turn again with its Idempotency-Key until it is
/// acknowledged. No question is asked twice, so that a turn is known by its question.
final class TurnLoad: Sendable {
    struct Turn: Sendable {
        let session: String
        let key: String
        let question: String
    }

    struct Acknowledged: Sendable {
        let turn: Turn
        let message: String
        let at: ContinuousClock.Instant
    }

    private struct State {
        var acknowledged: [Acknowledged] = []
        /// Turns whose first attempt was cut off, and whose key the server holds until its lease ends.
        var held: [Turn] = []
        /// What came instead of an acknowledgement: `503 storage_unavailable`, …
        var refusals: [String: Int] = [:]
        var isOver = false
    }

    /// How long a turn is sent again while the server says that it is being done.
    private static let patience = Duration.seconds(1)
    private static let turnsPerUser = 400

    private let ports: [Int]
    private let token: String
    private let state = Mutex(State())

    /// Attempts go to the ports in turn.
    init(ports: [Int], token: String) {
        self.ports = ports
        self.token = token
    }

    var acknowledged: [Acknowledged] { state.withLock { $0.acknowledged } }
    var held: [Turn] { state.withLock { $0.held } }
    var refusals: [String: Int] { state.withLock { $0.refusals } }

    /// Lets users talk while `body` runs, and until each has the answer of its last turn.
    func run(users: Int = 8, _ body: () async throws -> Void) async throws {
        async let talk: Void = talk(users: users)
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        state.withLock { $0.isOver = true }
        await talk
        try result.get()
    }

    /// Returns once so many more turns have been acknowledged.
    func more(_ count: Int) async throws {
        let goal = acknowledged.count + count
        try await Patience.until("\(count) more turns; refused: \(refusals)") { acknowledged.count >= goal }
    }

    /// From an instant to the end of the first turn after it.
    func recovery(since instant: ContinuousClock.Instant) async throws -> Duration {
        try await Patience.until("a turn") { acknowledged.last.map { $0.at > instant } == true }
        return (acknowledged.first { $0.at > instant }?.at ?? .now) - instant
    }

    private func talk(users: Int) async {
        await withDiscardingTaskGroup { group in
            for user in 0..<users {
                group.addTask { [self] in
                    let session = UUID().uuidString.lowercased()
                    for number in 0..<Self.turnsPerUser where !state.withLock(\.isOver) {
                        let sku = String(format: "SKU-%05d", user * 1000 + number)
                        await send(
                            Turn(
                                session: session, key: UUID().uuidString,
                                question: "What is the stock level of \(sku)?"))
                    }
                }
            }
        }
    }

    private func send(_ turn: Turn) async {
        let deadline = ContinuousClock.now + .seconds(30)
        var heldSince: ContinuousClock.Instant?
        var attempt = turn.session.hashValue & 1
        while .now < deadline {
            let refusal = await self.attempt(turn, on: ports[attempt % ports.count])
            attempt += 1
            guard let refusal else { return }
            state.withLock { $0.refusals[refusal, default: 0] += 1 }
            if refusal == "409 idempotency_busy" {
                let since = heldSince ?? .now
                heldSince = since
                if .now - since > Self.patience { break }
            }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
        }
        state.withLock { $0.held.append(turn) }
    }

    /// Sends the turn again; nil: it was acknowledged.
    func attempt(_ turn: Turn, on port: Int) async -> String? {
        let response: RawHTTP.Response
        do {
            response = try await RawHTTP(port: port).request(
                "POST", "/api/\(StockAgent.tenant)/chat", token: token,
                body: ["message": .string(turn.question), "session_id": .string(turn.session)],
                headers: ["Idempotency-Key: \(turn.key)"])
        } catch { return "\(error)" }
        guard response.status == 200, let message = response.json["message_id"]?.stringValue else {
            return "\(response.status) \(response.json["code"]?.stringValue ?? "")"
        }
        guard response.json["status"] == "success" else { return "200 \(response.json["text"]?.stringValue ?? "")" }
        state.withLock { $0.acknowledged.append(Acknowledged(turn: turn, message: message, at: .now)) }
        return nil
    }
}
