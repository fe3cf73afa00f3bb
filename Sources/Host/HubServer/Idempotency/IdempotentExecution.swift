import HTTPTypes
import HubCore
import HubCrypto
import Hummingbird
import Logging

/// Runs what a request with an `Idempotency-Key` asks for once, and answers its repetitions with the first answer.
package struct IdempotentExecution: Sendable {
    /// The claims of the requests that are being done; whoever runs the server has them renewed.
    package let claims: ClaimKeeper
    private let store: any IdempotencyStore
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(
        store: any IdempotencyStore, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.now = now
        claims = ClaimKeeper(store: store, now: now)
    }

    /// The key is claimed in one of the tenant's `places`.
    func answer<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, _ operation: OperationDescription, in places: TenantPlaces,
        _ handler: @escaping Operation<Context>.Handler
    ) async throws -> Response {
        guard let text = try IdempotencyHeader.read(call.request.headers) else { return try await handler(call) }
        let caller = call.context.caller
        let key = IdempotencyKey(scope: caller.scope, user: caller.user, key: text)
        let hold = IdempotencyHold(key)
        let asked = now()
        let claim = try await places.hold(caller.scope) {
            try await storage {
                try await store.claim(hold, fingerprint: Self.fingerprint(of: call), lease: ClaimKeeper.lease)
            }
        }
        switch claim {
        case .busy:
            throw Problem.idempotencyBusy
        case .mismatch:
            throw Problem(
                .unprocessableContent, "idempotency_mismatch", "The Idempotency-Key was used for another request.")
        case .answered(let answer):
            var response = try operation.isTurn ? StoredAnswer.reply(answer) : StoredAnswer.response(answer)
            response.headers[.idempotencyReplayed] = "true"
            return response
        case .claimed:
            var call = call
            call.idempotency = hold
            let loss = claims.keep(hold, since: asked)
            defer { claims.release(hold) }
            return try await run(call, hold, loss, operation, handler)
        }
    }

    private func run<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, _ hold: IdempotencyHold, _ loss: AsyncStream<Never>,
        _ operation: OperationDescription, _ handler: @escaping Operation<Context>.Handler
    ) async throws -> Response {
        let response: Response
        do {
            response = try await Self.respond(call, until: loss, handler)
        } catch let problem as Problem where problem.leavesNothingBehind {
            await settle(call.context.logger) { try await store.abandon(hold) }
            throw problem
        }
        // Whatever else was thrown: nobody knows what was done, so the claim stands until its lease ends.
        if response.status.kind != .successful {
            await settle(call.context.logger) { try await store.abandon(hold) }
        } else if !operation.keepsAnswer {
            let answer = try await StoredAnswer.answer(response)
            await settle(call.context.logger) { try await store.finish(hold, answer: answer, for: KeptAnswer.time) }
        }
        return response
    }

    /// The handler's answer. When the claim is lost, the handler is cancelled; unless it was done already, the request
    /// is a repetition like any other then.
    private static func respond<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, until loss: AsyncStream<Never>,
        _ handler: @escaping Operation<Context>.Handler
    ) async throws -> Response {
        try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask { try await handler(call) }
            group.addTask {
                for await _ in loss {}
                return nil
            }
            var isLost = false
            do {
                while let ended = try await group.next() {
                    group.cancelAll()
                    if let response = ended { return response }
                    isLost = !Task.isCancelled
                }
            } catch {
                guard isLost else { throw error }
            }
            if isLost { throw Problem.idempotencyLost }
            throw CancellationError()
        }
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

extension Problem {
    /// Of one's own claim: nothing is to be given back.
    fileprivate static let idempotencyLost = Problem(
        .conflict, "idempotency_busy", "A request with this Idempotency-Key is being done.",
        headers: [.retryAfter: "1"], leavesNothingBehind: false)

    static let idempotencyBusy = Problem(
        .conflict, "idempotency_busy", "A request with this Idempotency-Key is being done.", headers: [.retryAfter: "1"]
    )
}
