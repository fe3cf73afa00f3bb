import Synchronization

/// The index files that this process has open, one for each path: instances of one tenant share connections and memory.
/// A file that no instance uses is closed.
final class IndexFiles: Sendable {
    private struct Entry { weak var file: IndexFile? }

    private let files = Mutex<[String: Entry]>([:])
    private let budget = VectorBudget(bytes: 1 << 30)

    /// `vectorBytes`: of memory for the file's vectors, where it is not open yet.
    func file(at path: String, vectorBytes: Int) -> IndexFile {
        files.withLock { files in
            if let file = files[path]?.file { return file }
            files = files.filter { $0.value.file != nil }
            let file = IndexFile(path: path, budget: VectorBudget(bytes: vectorBytes, within: budget))
            files[path] = Entry(file: file)
            return file
        }
    }
}
