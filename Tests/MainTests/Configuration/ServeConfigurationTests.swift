import ArgumentParser
import Foundation
import Testing

@testable import agenthub

@Suite struct ServeConfigurationTests {
    /// A plugin's process is told whole paths, wherever the server was started.
    @Test func aRelativeFolderOfPluginsBecomesAbsolute() throws {
        let here = FileManager.default.currentDirectoryPath
        for (named, path) in [("plugins", here + "/plugins"), ("/srv/plugins", "/srv/plugins")] {
            let source = SettingSource(environment: ["AGENTHUB_PLUGIN_DIR": named])
            let configuration = try ServeConfiguration(try ServeOptions.parse([]), source: source)
            #expect(configuration.pluginDirectory == path)
        }
    }
}
