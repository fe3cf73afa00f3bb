import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import Hummingbird
import Logging

/// Runs what a request with an `Idempotency-Key` asks for once, and answers its repetitions with the first answer.
package struct IdempotentExecution: Sendable {
    private static let kept: TimeInterval = 24 * 3600
    /// For what a claim may outlast the time that its work is given.
    private static let slack = Duration.seconds(30)

    private let store: any IdempotencyStore
    private let turnTime: Duration
    private let now: @Sendable () -> Date

    /// `turnTime` is the longest that a turn may take.
    package init(
        store: any IdempotencyStore, turnTime: Duration, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.turnTime = turnTime
        self.now = now
    }

    func answer<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, _ operation: OperationDescription, _ handler: Operation<Context>.Handler
    ) async throws -> Response {
        guard let text = try IdempotencyHeader.read(call.request.headers) else { return try await handler(call) }
        let caller = call.context.caller
        let key = IdempotencyKey(scope: caller.scope, user: caller.user, key: text)
        let claim = try await storage {
            try await store.claim(
                key, fingerprint: Self.fingerprint(of: call),
                lease: operation.isTurn ? turnTime + Self.slack : Self.slack, now: now())
        }
        switch claim {
        case .busy:
            throw Problem(
                .conflict, "idempotency_busy", "A request with this Idempotency-Key is being done.",
                headers: [.retryAfter: "1"])
        case .mismatch:
            throw Problem(
                .unprocessableContent, "idempotency_mismatch", "The Idempotency-Key was used for another request.")
        case .answered(let answer):
            var response = try operation.isTurn ? StoredAnswer.reply(answer) : StoredAnswer.response(answer)
            response.headers[.idempotencyReplayed] = "true"
            return response
        case .claimed:
            var call = call
            call.idempotency = key
            return try await run(call, key, operation, handler)
        }
    }

    private func run<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, _ key: IdempotencyKey, _ operation: OperationDescription,
        _ handler: Operation<Context>.Handler
    ) async throws -> Response {
        let response: Response
        do {
            response = try await handler(call)
        } catch let problem as Problem where problem.leavesNothingBehind {
            await settle(call.context.logger) { try await store.abandon(key) }
            throw problem
        }
        // Whatever else was thrown: nobody knows what was done, so the claim stands until its lease ends.
        if response.status.kind != .successful {
            await settle(call.context.logger) { try await store.abandon(key) }
        } else if !operation.isTurn {
            let answer = try await StoredAnswer.answer(response)
            let expires = now().addingTimeInterval(Self.kept)
            await settle(call.context.logger) { try await store.finish(key, answer: answer, expires: expires) }
        }
        return response
    }

    /// What was done was done, also when the caller has gone away: its cancellation must not reach the store, so this
    /// runs in a task of its own, which is awaited. A store that fails leaves the claim until its lease ends.
    private func settle(_ logger: Logger, _ work: @escaping @Sendable () async throws -> Void) async {
        do {
            try await Task { try await work() }.value
        } catch {
            logger.error("an idempotency key was not settled", metadata: ["type": .string("\(type(of: error))")])
        }
    }

    /// What the key stands for: the method, the path with its query, and the body as it came.
    private static func fingerprint<Context>(of call: OperationCall<Context>) -> String {
        SHA256.hex(Array("\(call.request.method.rawValue) \(call.request.uri.string)\n".utf8) + call.bytes)
    }
}
