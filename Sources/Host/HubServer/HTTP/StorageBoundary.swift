import HTTPTypes
import HubCore

/// Runs a store's call. A database that does not answer becomes a 503, a mistake of ours a 500, both with their cause for
/// the log; what the client did wrong passes through.
func storage<Value>(_ call: () async throws -> Value) async throws -> Value {
    do {
        return try await call()
    } catch let problem as Problem {
        throw problem
    } catch is IdempotencyClaimLost {
        throw Problem.idempotencyBusy
    } catch let error as ConfigurationStoreError {
        switch error {
        case .conflict(let field):
            throw Problem(
                .conflict, "conflict", "Another row has this \(field).",
                fields: [FieldProblem(pointer: "/\(field)", message: "is taken.")])
        case .missing(let field, let name):
            throw Problem.invalid("/\(field)", "names \"\(name)\", which is not there.")
        case .gone: throw Problem.notFound("row")
        case .stale: throw Problem.stale
        case .inUse(let uses): throw Problem.inUse(uses)
        }
    } catch is CancellationError {
        throw CancellationError()
    } catch let failure as any StorageFailure {
        let cause = "\(type(of: failure)): \(failure)"
        switch failure.kind {
        case .unavailable: throw Problem.storageUnavailable.caused(by: cause)
        case .unknown: throw Problem.outcomeUnknown.caused(by: cause)
        case .cancelled: throw CancellationError()
        case .broken: throw Problem.internalError.caused(by: cause)
        }
    } catch {
        // Its type alone: its description may hold what must not be logged.
        throw Problem.internalError.caused(by: "\(type(of: error))")
    }
}

extension Problem {
    /// Says where the row is in use; the first twenty places.
    fileprivate static func inUse(_ uses: [RowUse]) -> Problem {
        let places = uses.prefix(20).map { use in
            "\(use.kind) \(use.name)" + (use.tenant.map { " of \($0.rawValue)" } ?? "")
        }
        let rest = uses.count > 20 ? " and \(uses.count - 20) more" : ""
        return Problem(.conflict, "in_use", "It is in use by " + places.joined(separator: ", ") + rest + ".")
    }
}
