import HubCore
import PluginABI

/// The ABI's `stream` service: parts of an answer while it is made.
struct StreamService: Sendable {
    static let maximumChunk = Int(AH_MAX_CHUNK)

    /// Shows the next chunk of a call's words. After `AH_E_BUSY`, and only then, `room` gets an empty reply once: when there is
    /// space to try again, or when the call is over, with the status of its end.
    func emit(
        _ chunk: [UInt8], of call: UInt64, at desk: ServiceDesk, room: @escaping @Sendable (ServiceReply) -> Void
    ) -> Int32 {
        guard chunk.count <= Self.maximumChunk else { return ABIStatus.tooLarge }
        guard chunk.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) != nil else {
            desk.note(malformed: "a chunk of a stream is not UTF-8")
            return ABIStatus.invalidInput
        }
        let status = desk.offer(call, done: room) { admitted in
            let (call, request) = (admitted.call, admitted.request)
            let status = call.stream.offer(chunk, under: call.mask, to: call.output) {
                request.finish(ServiceReply(status: ABIStatus.ok))
            }
            guard status == ABIStatus.busy else { return status }
            request.whenCancelled {
                call.stream.giveUp()
                request.finish(
                    ServiceReply(status: call.deadline.hasPassed ? ABIStatus.deadline : ABIStatus.cancelled))
            }
            return status
        }
        if status == ABIStatus.invalidInput {
            desk.note(malformed: "a call emits while it does already, or before there is room")
        }
        return status
    }
}
