import Foundation
import HubCore
import HubEgress
import HubPlugins

/// What the operator sets for plugins.
struct PluginSettings {
    /// What plugins get besides what all get.
    var grants: PluginGrants
    /// Where plugins' own folders are made, an absolute path.
    var dataFolder: String
    /// Where installed releases are kept, an absolute path; workers of one machine may share it.
    var releaseFolder: String
    /// Where they lie while they come in, an absolute path; nil: none may be installed over REST.
    var uploadFolder: String?
    /// nil: documents are kept in the search plugin's own folder.
    var chroma: ChromaServer?
    /// A folder with databases, an absolute path, with one in it for each tenant that has any; nil: none may be read.
    var sqliteFolder: String?
    var isolation: PluginIsolationSettings

    init(_ source: SettingSource, folder: VarFolder) throws {
        do {
            grants = try PluginGrants(source.text("AGENTHUB_PLUGIN_GRANTS") ?? "")
        } catch {
            throw ConfigurationError(
                setting: "AGENTHUB_PLUGIN_GRANTS", expectation: "\(error).",
                example: "AGENTHUB_PLUGIN_GRANTS=com.example.erp=agenthub.host.credentials/1")
        }
        isolation = try PluginIsolationSettings(source)
        let data = source.text("AGENTHUB_PLUGIN_DATA")
        if let data, !data.hasPrefix("/") {
            throw ConfigurationError(
                setting: "AGENTHUB_PLUGIN_DATA", expectation: "the absolute path of a folder was expected.",
                example: "AGENTHUB_PLUGIN_DATA=/var/lib/agenthub/plugin-data")
        }
        dataFolder = URL(fileURLWithPath: data ?? folder.path + "/plugin-data").standardizedFileURL.path
        let releases = source.text("AGENTHUB_PLUGIN_RELEASES")
        if let releases, !releases.hasPrefix("/") {
            throw ConfigurationError(
                setting: "AGENTHUB_PLUGIN_RELEASES", expectation: "the absolute path of a folder was expected.",
                example: "AGENTHUB_PLUGIN_RELEASES=/var/lib/agenthub/plugins-installed")
        }
        releaseFolder = URL(fileURLWithPath: releases ?? folder.path + "/plugins-installed").standardizedFileURL.path
        uploadFolder =
            switch try source.word("AGENTHUB_PLUGIN_INSTALL", default: Installing.on) {
            case .on: URL(fileURLWithPath: folder.path + "/plugin-uploads").standardizedFileURL.path
            case .off: nil
            }
        chroma = source.text("AGENTHUB_CHROMA_URL").flatMap(ChromaServer.init)
        if chroma == nil, source.text("AGENTHUB_CHROMA_URL") != nil {
            throw ConfigurationError(
                setting: "AGENTHUB_CHROMA_URL", expectation: "an http or https URL was expected.",
                example: "AGENTHUB_CHROMA_URL=http://chroma.internal:8000")
        }
        sqliteFolder = source.text("AGENTHUB_SQLITE_FOLDER")
        if let sqliteFolder {
            var isFolder: ObjCBool = false
            guard sqliteFolder.hasPrefix("/"),
                FileManager.default.fileExists(atPath: sqliteFolder, isDirectory: &isFolder), isFolder.boolValue
            else {
                throw ConfigurationError(
                    setting: "AGENTHUB_SQLITE_FOLDER", expectation: "the absolute path of a folder was expected.",
                    example: "AGENTHUB_SQLITE_FOLDER=/srv/databases")
            }
        }
    }

    /// Whether plugins may be installed over REST.
    private enum Installing: String, CaseIterable {
        case on
        case off
    }

    static let searchPlugin = "agenthub.rag"
    static let databasePlugin = "agenthub.sql"

    /// By plugin id, as its instances are told.
    var settings: [String: JSONObject] {
        var settings: [String: JSONObject] = [:]
        if let chroma { settings[Self.searchPlugin] = ["chroma_url": .string(chroma.url)] }
        if let sqliteFolder { settings[Self.databasePlugin] = [Self.databaseFolder: .string(sqliteFolder)] }
        return settings
    }

    private static let databaseFolder = "sqlite_folder"

    /// By plugin id, the settings that are folders of which a tenant's rows see their tenant's only.
    let tenantFolders: [String: Set<String>] = [Self.databasePlugin: [Self.databaseFolder]]

    /// By plugin id, the servers that are its own.
    var origins: [String: Set<Origin>] { chroma.map { [Self.searchPlugin: [$0.origin]] } ?? [:] }
}
