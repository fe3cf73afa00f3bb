import Foundation
import Testing

@testable import HubPlugins

@Suite struct SwiftRuntimeTests {
    /// These tests, as the server, have far more mapped than one reading of a file in /proc gives.
    @Test func findsTheRuntimeThatThisProcessHas() throws {
        let folder = try #require(SwiftRuntime.folder)
        #expect(FileManager.default.fileExists(atPath: folder + "/libswiftCore.so"))
        #expect(FileManager.default.fileExists(atPath: folder + "/libswift_Concurrency.so"))
    }
}
