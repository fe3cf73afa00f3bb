import Foundation

/// The published test suites that stand outside the repository.
package enum TestData {
    /// `AGENTHUB_TEST_DATA`, or `../shared/data` beside the checkout; nil when it is not there, so that a test can
    /// skip itself and say so.
    package static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["AGENTHUB_TEST_DATA"].map { URL(fileURLWithPath: $0) }
        let beside = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "shared/data")
        let folder = named ?? beside
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    package static var isAvailable: Bool { folder != nil }

    /// The bytes of a file below the folder.
    package static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: folder.appending(path: path)))
    }
}
