import PluginABI
import RunnerProtocol

/// One frame of a runner. Its plugin may have written it, so nothing in it is to be trusted.
struct RunnerFrame {
    static let headBytes = MemoryLayout<ahr_header>.size

    let head: ahr_header
    /// Lent while the frame is handled.
    let payload: UnsafeRawBufferPointer

    var kind: Int { Int(head.kind) }

    /// The most bytes that a frame's payload has; nil: there is no such frame from a runner.
    static func limit(kind: UInt16) -> Int? {
        switch Int(kind) {
        case AHR_DESCRIPTION: maximumDescription
        case AHR_UNUSABLE, AHR_STARTED: 64 << 10
        case AHR_CREATED: Int(AH_MAX_PAYLOAD)
        case AHR_COMPLETE: Int(AH_MAX_PAYLOAD) + 1
        case AHR_REQUEST: maximumPayload
        case AHR_LOG: maximumLog
        case AHR_REFUSED, AHR_NOTE, AHR_STUCK, AHR_STOPPED: 0
        case _: nil
        }
    }

    private static let maximumPayload = Int(AHR_MAX_PAYLOAD)
    private static let maximumDescription = Int(AHR_MAX_DESCRIPTION)
    private static let maximumLog = Int(AHR_MAX_LOG)
}

extension ahr_header {
    init(
        _ kind: Int, code: UInt16 = 0, status: Int32 = 0, number: UInt32 = 0, subject: UInt64 = 0, object: UInt64 = 0
    ) {
        self.init(
            length: 0, kind: UInt16(kind), code: code, status: status, number: number, subject: subject, object: object)
    }
}
