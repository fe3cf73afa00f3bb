import Dispatch
import PluginSDK

/// How many pages are read at once, whoever asks: each takes a core and the memory that `ImageLimits` tells.
/// A place is held until the page's thread ends, also when its call is over before.
final class PagePlaces: Sendable {
    let count: Int
    private let free: DispatchSemaphore

    init(count: Int) {
        self.count = count
        free = DispatchSemaphore(value: count)
    }

    /// Waits for a place; throws when the call is over before there is one.
    func take(for monitor: RecognitionMonitor) throws(ToolError) {
        // The semaphore knows nothing of the call, which is looked at so often.
        while free.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try monitor.check() }
    }

    func giveBack() { free.signal() }
}
