import Logging
import RunnerProtocol

/// What keeps a runner in, as it says itself.
struct Confinement {
    let bits: UInt16

    /// Says what is missing: the system is too old for it, or does not allow it here.
    func log(_ logger: Logger, plugin: String) {
        var missing: [String] = []
        if Int(bits) & AHR_CONFINED_SECCOMP == 0 { missing.append("seccomp") }
        if Int(bits) & AHR_CONFINED_LANDLOCK == 0 { missing.append("Landlock") }
        guard !missing.isEmpty else { return }
        logger.warning(
            "A plugin's process is less confined than it could be: the system has no \(missing.joined(separator: " and no ")).",
            metadata: ["plugin": "\(plugin)"])
    }
}
