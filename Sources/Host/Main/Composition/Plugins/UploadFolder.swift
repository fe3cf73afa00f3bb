import Foundation
import Logging

/// Where plugins lie while they come in: a folder of this server's own.
enum UploadFolder {
    /// Removes what a server that ended midway left behind. To be called before anything comes in.
    static func sweep(_ path: String, logger: Logger) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            logger.warning("plugins that came in half are not removed", metadata: ["error": "\(error)"])
        }
    }
}
