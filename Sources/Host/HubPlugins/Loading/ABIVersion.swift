import PluginABI

/// A version of the ABI: major and minor.
struct ABIVersion: RawRepresentable, Comparable, CustomStringConvertible, Sendable {
    let rawValue: UInt32

    /// The host's own.
    static let host = ABIVersion(rawValue: UInt32(AH_ABI))

    var major: UInt32 { rawValue >> 16 }
    var description: String { "\(major).\(rawValue & 0xFFFF)" }

    static func < (left: ABIVersion, right: ABIVersion) -> Bool { left.rawValue < right.rawValue }
}
