import ArgumentParser
import Foundation

/// The folder `sdk` beside the program: templates, the header, the Swift SDK, as the repository has them and nobody else. A release
/// ships a copy (`deploy/gather`), a build from sources has links to them (`script/lib/prepare.sh`).
struct PluginKit {
    let path: String

    static var besideTheProgram: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "sdk").path
    }

    /// Writes the project into a new folder, whole or not at all.
    func make(_ project: NewPlugin, at folder: String) throws {
        let language = project.language.rawValue
        guard FileManager.default.fileExists(atPath: "\(path)/templates/\(language)") else {
            throw ValidationError(
                "\(path) has no template for \(language): --sdk or AGENTHUB_SDK names the folder `sdk` of an installed AgentHub, or "
                    + "script/server makes one beside the program that it builds.")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw ValidationError("\(folder) is there already: name another folder by --folder.")
        } catch let error as CocoaError where error.code == .fileNoSuchFile {
            throw ValidationError("\(folder) cannot be made: the folder that it is to stand in is not there.")
        }
        do {
            for template in ["shared", language] {
                try copy("templates/\(template)", to: folder, changing: project.text)
            }
            for part in project.language.contract {
                try copy(part.from, to: "\(folder)/\(part.to)") { $0 }
            }
        } catch {
            try FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// Copies a file, or a folder's files into one that may be there, by their texts.
    private func copy(_ part: String, to target: String, changing text: (String) -> String) throws {
        // The parts may be links, whose targets are wanted.
        let source = URL(fileURLWithPath: "\(path)/\(part)").resolvingSymlinksInPath().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw ValidationError("\(path) is not whole: \(part) is missing.")
        }
        guard isFolder.boolValue else { return try copyFile(source, to: target, changing: text) }
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where !Self.products.contains(name) {
            try copy("\(part)/\(name)", to: "\(target)/\(name)", changing: text)
        }
    }

    /// What builds leave behind in a template that somebody tried out where it stands.
    private static let products: Set<String> = ["build", "target", ".build", "Cargo.lock"]

    private func copyFile(_ source: String, to target: String, changing text: (String) -> String) throws {
        let template = try String(contentsOfFile: source, encoding: .utf8)
        try text(template).write(toFile: target, atomically: false, encoding: .utf8)
        if FileManager.default.isExecutableFile(atPath: source) {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: target)
        }
    }
}
