/// What makes an instance, kept for as long as the host has the instance, so that a new process can make it again.
struct KeptInstance: Sendable {
    let handle: InstanceHandle
    let type: Int
    let configuration: [UInt8]
    let scope: [UInt8]
}

/// The making of an instance that somebody waits for.
struct InstanceCreation: Sendable {
    typealias Completion = @Sendable (Result<InstanceHandle, InstanceRefusal>) -> Void

    let kept: KeptInstance
    let completion: Completion
}
