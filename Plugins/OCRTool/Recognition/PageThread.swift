import CTesseract
import Dispatch
import Foundation

/// Threads that pages are read on: none of the host's, since OpenMP's setting stays with the thread, and since
/// Tesseract cannot be stopped while it looks for lines.
enum PageThread {
    /// Tesseract recurses while it looks for lines.
    private static let stackBytes = 8 << 20

    /// Runs `body` on a thread of its own, where OpenMP starts no others.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            ah_name_page_thread("ocr")
            _ = ah_one_openmp_thread()
            body()
        }
        thread.stackSize = stackBytes
        thread.start()
    }
}
