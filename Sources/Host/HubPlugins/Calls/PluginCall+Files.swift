import HubCore

extension PluginCall {
    /// Hands what the call wrote and its result names to whoever keeps it; the rest is dropped. The outcome itself, or why that
    /// could not be kept.
    func keepFiles(of outcome: ToolOutcome) async -> ToolOutcome {
        guard case .success(let result) = outcome else {
            _ = written.end(named: nil)
            return outcome
        }
        guard let blobs = written.end(named: result) else {
            plugin.standing.note(.invalidPayload, "a result names a blob that has no end")
            return .failure(
                ToolFailure(.internal, "The tool's plugin names a file that it has not written to its end."))
        }
        guard !blobs.isEmpty, let files else { return outcome }
        do throws(ToolFailure) {
            try await files.keep(blobs, by: deadline)
            return outcome
        } catch {
            return .failure(error)
        }
    }
}
