import FoundationEssentials
import HTTPTypes
import HubCore
import HubCrypto
import Hummingbird
import Logging

/// Runs what a request with an `Idempotency-Key` asks for once, and answers its repetitions with the first answer.
package struct IdempotentExecution: Sendable {
    private static let kept: TimeInterval = 24 * 3600
    /// After a worker's death a repetition is done anew once this has passed. Short, since who waits for it has asked
    /// before; the worker that is alive renews it in time.
    static let lease = Duration.seconds(4)
    private static let renewal = Duration.seconds(1)

    private let store: any IdempotencyStore
    private let now: @Sendable () -> Date

    package init(store: any IdempotencyStore, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// The key is claimed in one of the tenant's `places`.
    func answer<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, _ operation: OperationDescription, in places: TenantPlaces,
        _ handler: Operation<Context>.Handler
    ) async throws -> Response {
        guard let text = try IdempotencyHeader.read(call.request.headers) else { return try await handler(call) }
        let caller = call.context.caller
        let key = IdempotencyKey(scope: caller.scope, user: caller.user, key: text)
        let hold = IdempotencyHold(key)
        let claim = try await places.hold(caller.scope) {
            try await storage {
                try await store.claim(hold, fingerprint: Self.fingerprint(of: call), lease: Self.lease, now: now())
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
            return try await run(call, hold, operation, handler)
        }
    }

    private func run<Context: IdentifiedContext>(
        _ call: OperationCall<Context>, _ hold: IdempotencyHold, _ operation: OperationDescription,
        _ handler: Operation<Context>.Handler
    ) async throws -> Response {
        // Ends with this scope, however the work ends.
        async let _ = renewing(hold, call.context.logger)
        let response: Response
        do {
            response = try await handler(call)
        } catch let problem as Problem where problem.leavesNothingBehind {
            await settle(call.context.logger) { try await store.abandon(hold) }
            throw problem
        }
        // Whatever else was thrown: nobody knows what was done, so the claim stands until its lease ends.
        if response.status.kind != .successful {
            await settle(call.context.logger) { try await store.abandon(hold) }
        } else if !operation.isTurn {
            let answer = try await StoredAnswer.answer(response)
            let expires = now().addingTimeInterval(Self.kept)
            await settle(call.context.logger) { try await store.finish(hold, answer: answer, expires: expires) }
        }
        return response
    }

    /// Until cancelled, or until the claim is lost: then the work ends without effect, since nothing of it is kept.
    private func renewing(_ hold: IdempotencyHold, _ logger: Logger) async {
        while true {
            do {
                try await Task.sleep(for: Self.renewal)
                guard try await store.renew(hold, lease: Self.lease, now: now()) else { return }
            } catch is CancellationError {
                return
            } catch {
                // The store is down, for everybody: nobody can take the claim over meanwhile.
                logger.warning("an idempotency key was not renewed", metadata: ["type": .string("\(type(of: error))")])
            }
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
    static let idempotencyBusy = Problem(
        .conflict, "idempotency_busy", "A request with this Idempotency-Key is being done.", headers: [.retryAfter: "1"]
    )
}
