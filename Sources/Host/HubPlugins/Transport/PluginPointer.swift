/// A pointer of the plugin's that the host carries back and never looks behind.
// SAFETY: only its bits travel; whoever hands it back follows the ABI's lifetime rule for it.
struct PluginPointer: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer?
}
