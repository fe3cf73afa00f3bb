import Foundation
import Glibc

/// What the build put beside the running test bundle.
package enum BuildProducts {
    /// The folder of the executable that runs the tests.
    package static let folder: URL = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return URL(fileURLWithPath: executable ?? CommandLine.arguments[0]).deletingLastPathComponent()
    }()

    /// The file of a dynamic library product.
    package static func library(_ product: String) -> URL { folder.appending(path: "lib\(product).so") }

    /// Loads a library as the host loads plugins; it stays loaded.
    package static func open(_ product: String) throws -> UnsafeMutableRawPointer {
        let path = library(product).path
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
            throw BuildProductError(description: "\(path) does not load: \(reason)")
        }
        return handle
    }
}

package struct BuildProductError: Error, CustomStringConvertible {
    package let description: String
}
