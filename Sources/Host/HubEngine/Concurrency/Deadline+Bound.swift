import HubCore

extension Deadline {
    /// What the work yields; nil when this passes first. The work is cancelled then, and its end waited for.
    func bound<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(ChatError) -> Value
    ) async throws(ChatError) -> Value? {
        let ending = await withTaskGroup(of: Result<Value, ChatError>?.self) { group in
            group.addTask {
                do throws(ChatError) {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                do {
                    try await Task.sleep(for: remaining)
                    return nil
                } catch {
                    return .failure(.cancelled)
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        return try ending?.get()
    }
}
