import HubCore

/// What a conversation's calls are called on the wire: by the ids that they came with where the API takes those. One that
/// another provider gave, as after a failover, may have a form that it refuses, or may be given again in the next step.
struct WireCallIDs {
    private let isFit: @Sendable (String) -> Bool
    private var used: Set<String> = []
    /// Of the calls that are not answered yet, by the ids that they came with.
    private var current: [String: String] = [:]

    /// `isFit`: of an id that is not empty, whether the API takes it.
    init(isFit: @escaping @Sendable (String) -> Bool) { self.isFit = isFit }

    mutating func take(_ call: ModelToolCall) -> String {
        let isFit = !call.id.isEmpty && isFit(call.id)
        var id = call.id
        var number = used.count
        while !isFit && id == call.id || used.contains(id) {
            number += 1
            id = "call_\(number)"
        }
        used.insert(id)
        current[call.id] = id
        return id
    }

    func id(of result: ModelToolResult) -> String { current[result.callID] ?? result.callID }
}
