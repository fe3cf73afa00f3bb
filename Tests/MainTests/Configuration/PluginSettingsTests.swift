import Foundation
import HubCore
import HubEgress
import HubPlugins
import Testing

@testable import agenthub

@Suite struct PluginSettingsTests {
    private func settings(_ environment: [String: String]) throws -> PluginSettings {
        try PluginSettings(SettingSource(environment: environment), folder: VarFolder(path: "/srv/var"))
    }

    @Test func unsetThereIsAFolderOfPluginsOwnAndNothingElse() throws {
        let settings = try settings([:])
        #expect(settings.dataFolder == "/srv/var/plugin-data")
        #expect(settings.settings.isEmpty && settings.grants.services.isEmpty)
    }

    @Test func aPathOfTheVarFolderThatIsRelativeBecomesAbsolute() throws {
        let settings = try PluginSettings(SettingSource(environment: [:]), folder: VarFolder(path: "var"))
        #expect(settings.dataFolder == FileManager.default.currentDirectoryPath + "/var/plugin-data")
    }

    @Test func pluginsAreInstalledIntoTheVarFolderUnlessThatIsTurnedOff() throws {
        let unset = try settings([:])
        #expect(unset.releaseFolder == "/srv/var/plugins-installed" && unset.uploadFolder == "/srv/var/plugin-uploads")
        let off = try settings(["AGENTHUB_PLUGIN_INSTALL": "off", "AGENTHUB_PLUGIN_RELEASES": "/shared/plugins"])
        #expect(off.releaseFolder == "/shared/plugins" && off.uploadFolder == nil)
        for wrong in [["AGENTHUB_PLUGIN_INSTALL": "no"], ["AGENTHUB_PLUGIN_RELEASES": "plugins"]] {
            #expect(throws: ConfigurationError.self) { try settings(wrong) }
        }
    }

    @Test func eachPluginIsToldWhatIsItsOwn() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let settings = try settings([
            "AGENTHUB_CHROMA_URL": "http://chroma.internal:8000/", "AGENTHUB_SQLITE_FOLDER": folder,
            "AGENTHUB_PLUGIN_DATA": "/data", "AGENTHUB_PLUGIN_GRANTS": "com.example.erp=agenthub.host.egress/1",
        ])
        #expect(settings.settings["agenthub.rag"] == ["chroma_url": "http://chroma.internal:8000"])
        // Nobody else's requests get there.
        #expect(settings.origins == ["agenthub.rag": [try #require(Origin(url: "http://chroma.internal:8000"))]])
        #expect(settings.settings["agenthub.sql"] == ["sqlite_folder": .string(folder)])
        // A tenant's rows read their tenant's databases only.
        #expect(settings.tenantFolders == ["agenthub.sql": ["sqlite_folder"]])
        #expect(settings.dataFolder == "/data")
        #expect(settings.grants.services == ["com.example.erp": [.egress]])
    }

    @Test func pluginsRunInProcessesOfTheirOwnUnlessTheOperatorTrustsThem() throws {
        var configuration = PluginHostConfiguration(directory: "/plugins", hostVersion: "1.0.0")
        try settings([
            "AGENTHUB_PLUGIN_RUNNER": "/bin/true", "AGENTHUB_PLUGINS_IN_PROCESS": "com.example.erp, com.example.crm",
            "AGENTHUB_PLUGIN_NETWORK": "com.example.erp", "AGENTHUB_PLUGIN_MEMORY_MB": "512",
        ]).isolation.apply(to: &configuration)
        #expect(configuration.runner == "/bin/true")
        #expect(configuration.inProcess == ["com.example.erp", "com.example.crm"])
        #expect(configuration.isolation.network == ["com.example.erp"])
        #expect(configuration.isolation.maximumMemoryMB == 512 && configuration.isolation.memoryMB == 512)
    }

    @Test func withoutTheRunnerNothingStarts() throws {
        var configuration = PluginHostConfiguration(directory: "/plugins", hostVersion: "1.0.0")
        let error = #expect(throws: ConfigurationError.self) {
            try settings(["AGENTHUB_PLUGIN_RUNNER": "/nowhere/PluginRunner"]).isolation.apply(to: &configuration)
        }
        #expect(error?.setting == "AGENTHUB_PLUGIN_RUNNER")
        #expect(configuration.runner == nil)
    }

    @Test(arguments: [
        ("AGENTHUB_CHROMA_URL", "chroma.internal"), ("AGENTHUB_CHROMA_URL", "ftp://chroma.internal"),
        ("AGENTHUB_SQLITE_FOLDER", "databases"), ("AGENTHUB_SQLITE_FOLDER", "/nowhere/at/all"),
        ("AGENTHUB_SQLITE_FOLDER", "/etc/passwd"), ("AGENTHUB_PLUGIN_DATA", "data"),
        ("AGENTHUB_PLUGINS_IN_PROCESS", "erp"), ("AGENTHUB_PLUGIN_NETWORK", "Com.Example.ERP"),
        ("AGENTHUB_PLUGIN_MEMORY_MB", "1"), ("AGENTHUB_PLUGIN_RUNNER", "PluginRunner"),
        ("AGENTHUB_PLUGIN_GRANTS", "com.example.erp"), ("AGENTHUB_PLUGIN_GRANTS", "com.example.erp=everything"),
    ])
    func whatCannotBeUsedStopsTheStart(_ setting: String, _ value: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try settings([setting: value]) }
        #expect(error?.setting == setting && error?.example.hasPrefix(setting + "=") == true)
    }
}
