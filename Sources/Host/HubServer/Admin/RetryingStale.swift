import HubCore
import Hummingbird

/// Runs a change that reads a row and then writes it. Without If-Match the caller asked for no certain version, so a
/// change by another that came between is read and built upon; with it, that is a 412.
func retryingStale(
    _ call: OperationCall<AdminContext>, _ change: () async throws -> Response
) async throws -> Response {
    var attempts = 0
    while true {
        do {
            return try await change()
        } catch let problem as Problem where problem.code == Problem.stale.code {
            attempts += 1
            if attempts == 3 || !call.request.headers[values: .ifMatch].isEmpty { throw problem }
        }
    }
}
