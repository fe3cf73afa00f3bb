import HTTPTypes
import HubCore

/// Runs a store's call; an error of the database becomes a 503, and what the client did wrong passes through.
func storage<Value>(_ call: () async throws -> Value) async throws -> Value {
    do {
        return try await call()
    } catch let problem as Problem {
        throw problem
    } catch let error as ConfigurationStoreError {
        switch error {
        case .conflict(let field):
            throw Problem(
                .conflict, "conflict", "Another row has this \(field).",
                fields: [FieldProblem(pointer: "/\(field)", message: "is taken.")])
        case .missing(let field, let name):
            throw Problem.invalid("/\(field)", "names \"\(name)\", which is not there.")
        }
    } catch is CancellationError {
        throw CancellationError()
    } catch {
        throw Problem.storageUnavailable
    }
}
