import FoundationEssentials

/// A child's folder.
enum ScratchFolder {
    /// What cannot be removed stays in the temporary folder; the system clears that.
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
