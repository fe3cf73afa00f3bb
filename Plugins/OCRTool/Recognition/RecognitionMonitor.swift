import CTesseract
import PluginSDK

/// Ends a recognition when its call is over. Tesseract asks it before each word, and not while it looks for lines: what
/// is slow there, `PagePreparation` refuses before.
struct RecognitionMonitor: Sendable {
    private final class Question: Sendable {
        let call: Call
        init(_ call: Call) { self.call = call }
    }

    let call: Call

    var isOver: Bool { call.isCancelled || MonotonicInstant.now() >= call.deadline }

    /// Throws when nobody waits any more.
    func check() throws(ToolError) {
        if MonotonicInstant.now() >= call.deadline {
            throw ToolError(.deadline, "The time for reading the document is over.")
        }
        if call.isCancelled { throw ToolError(.cancelled, "Nobody waits for the document any more.") }
    }

    /// Runs a function of Tesseract's with a monitor.
    func recognizing<Value>(_ body: (OpaquePointer?) -> Value) -> Value {
        let monitor = TessMonitorCreate()
        defer { TessMonitorDelete(monitor) }
        let question = Question(call)
        return withExtendedLifetime(question) {
            // SAFETY: the monitor is asked only while `body` runs, which `question` outlives.
            TessMonitorSetCancelThis(monitor, Unmanaged.passUnretained(question).toOpaque())
            TessMonitorSetCancelFunc(monitor) { context, _ in
                guard let context else { return false }
                // SAFETY: as above.
                let question = Unmanaged<Question>.fromOpaque(context).takeUnretainedValue()
                return RecognitionMonitor(call: question.call).isOver
            }
            return body(monitor)
        }
    }
}
