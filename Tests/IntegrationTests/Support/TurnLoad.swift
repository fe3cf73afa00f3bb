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
        /// From the first attempt on.
        let took: Duration
    }

    private struct State {
        var acknowledged: [Acknowledged] = []
        /// Turns that were given up.
        var unanswered: [Turn] = []
        /// What came instead of an acknowledgement: `503 storage_unavailable`, …
        var refusals: [String: Int] = [:]
        var isOver = false
    }

    /// How long a turn is sent again. The key of one that was cut off is held until its lease ends.
    private static let patience = Duration.seconds(40)
    /// As many as there are codes for eight users; no machine gets there.
    private static let turnsPerUser = 10_000

    private let ports: [Int]
    private let token: String
    private let state = Mutex(State())

    /// Attempts go to the ports in turn.
    init(ports: [Int], token: String) {
        self.ports = ports
        self.token = token
    }

    var acknowledged: [Acknowledged] { state.withLock { $0.acknowledged } }
    var unanswered: [Turn] { state.withLock { $0.unanswered } }
    /// Of the turn that took longest.
    var longest: Duration { acknowledged.map(\.took).max() ?? .zero }
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

    private func talk(users: Int) async {
        await withDiscardingTaskGroup { group in
            for user in 0..<users {
                group.addTask { [self] in
                    let session = UUID().uuidString.lowercased()
                    for number in 0..<Self.turnsPerUser where !state.withLock(\.isOver) {
                        let sku = String(format: "SKU-%05d", user * Self.turnsPerUser + number)
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
        let start = ContinuousClock.now
        var number = turn.session.hashValue & 1
        while .now - start < Self.patience {
            switch await attempt(turn, on: ports[number % ports.count]) {
            case .success(let message):
                let acknowledged = Acknowledged(turn: turn, message: message, took: .now - start)
                return state.withLock { $0.acknowledged.append(acknowledged) }
            case .failure(let refusal): state.withLock { $0.refusals[refusal.text, default: 0] += 1 }
            }
            number += 1
            do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
        }
        state.withLock { $0.unanswered.append(turn) }
    }

    private struct Refusal: Error {
        let text: String
    }

    /// The answer's message id.
    private func attempt(_ turn: Turn, on port: Int) async -> Result<String, Refusal> {
        let response: RawHTTP.Response
        do {
            response = try await RawHTTP(port: port).request(
                "POST", "/api/\(StockAgent.tenant)/chat", token: token,
                body: ["message": .string(turn.question), "session_id": .string(turn.session)],
                headers: ["Idempotency-Key: \(turn.key)"])
        } catch { return .failure(Refusal(text: "\(error)")) }
        guard response.status == 200, response.json["status"] == "success",
            let message = response.json["message_id"]?.stringValue
        else {
            let why = response.json["code"]?.stringValue ?? response.json["text"]?.stringValue ?? ""
            return .failure(Refusal(text: "\(response.status) \(why)"))
        }
        return .success(message)
    }
}
