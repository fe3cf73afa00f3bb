import PluginSDK
import Synchronization

/// Recognisers that are initialised and idle, for any row: nothing of a page stays in one. Those that were idle longest
/// go when there are more than `capacity`. How many are in use at once is `PagePlaces`' business.
final class RecognizerPool: Sendable {
    private struct Key: Hashable {
        let languages: [String]
        let dataFolder: String?
    }

    private struct Idle {
        let key: Key
        let recognizer: Recognizer
    }

    private let capacity: Int
    private let idle = Mutex<[Idle]>([])

    init(capacity: Int) { self.capacity = capacity }

    /// Lends a recogniser for as long as `body` runs.
    func with<Value>(
        languages: [String], dataFolder: String?, _ body: (Recognizer) throws(ToolError) -> Value
    ) throws(ToolError) -> Value {
        let key = Key(languages: languages, dataFolder: dataFolder)
        let ready = idle.withLock { idle in
            idle.lastIndex { $0.key == key }.map { idle.remove(at: $0).recognizer }
        }
        let recognizer: Recognizer
        if let ready {
            recognizer = ready
        } else {
            recognizer = try Recognizer(languages: languages, dataFolder: dataFolder)
        }
        defer {
            let gone = idle.withLock { idle in
                idle.append(Idle(key: key, recognizer: recognizer))
                return idle.count > capacity ? idle.removeFirst() : nil
            }
            // Freed here, outside the lock.
            _ = gone
        }
        return try body(recognizer)
    }
}
