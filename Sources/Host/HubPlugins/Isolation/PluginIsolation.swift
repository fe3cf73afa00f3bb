import FoundationEssentials
import HubCore
import Logging
import RunnerProtocol

/// Puts plugins into processes of their own: decides what each process may have, and looks into a file before it is used.
struct PluginIsolation {
    let runner: String
    let spawner: RunnerSpawner
    let configuration: PluginHostConfiguration
    let calls: CallTable
    let timer: CallTimer
    let logger: Logger

    private var settings: IsolationSettings { configuration.isolation }

    // MARK: - A look into a file

    /// What a file says of itself, in a process that is thrown away. It blocks its thread.
    func describe(_ path: String) throws(PluginRefusal) -> PluginDescription {
        var command = command(for: path)
        command.describes = true
        command.memoryMB = settings.maximumMemoryMB
        let child: RunnerSpawner.Child
        do { child = try spawner.start(command).get() } catch {
            throw PluginRefusal("cannot be looked at: no process for it could be started (error \(error.code))")
        }
        let link = RunnerLink(socket: child.socket, limit: 0)
        let watch = LookedAt(child.id, command)
        timer.oversee(watch)
        timer.look(by: watch.earliestLimit)
        defer { timer.disregard(watch) }
        var found: Result<PluginDescription, PluginRefusal>?
        let ending = link.receive(until: Deadline.after(configuration.loadLimit).nanoseconds) { frame in
            found = Self.reading(frame)
            return false
        }
        link.close()
        let end = watch.reap(child.id)
        if let found { return try found.get() }
        switch ending {
        case .late: throw PluginRefusal("cannot be loaded: it kept a thread past its time")
        case .closed, .garbage, .enough:
            // A plugin's own initialisers run there too and may end it with any status; the words say what the runner means.
            throw PluginRefusal("cannot be loaded: the process that looked at it ended (\(end.lookWords))")
        }
    }

    private static func reading(_ frame: RunnerFrame) -> Result<PluginDescription, PluginRefusal> {
        switch frame.kind {
        case AHR_DESCRIPTION where frame.head.number == AHR_PROTOCOL:
            if let description = DescriptionFrame.read(frame.payload) { return .success(description) }
            return .failure(PluginRefusal("has a description that cannot be read"))
        case AHR_DESCRIPTION:
            return .failure(PluginRefusal("was looked at by a runner of another build of the host"))
        case AHR_UNUSABLE:
            let words = String(decoding: frame.payload.prefix(2000), as: UTF8.self)
            return .failure(PluginRefusal(PluginText.printable(words)))
        case _: return .failure(PluginRefusal("has a description that cannot be read"))
        }
    }

    // MARK: - A plugin's process

    /// The way to a plugin that was looked at and is to start.
    func transport(
        of descriptor: PluginDescriptor, _ description: PluginDescription, path: String, digest: String,
        standing: PluginStanding, services: HostBridge.Services
    ) throws(PluginRefusal) -> IsolatedTransport {
        IsolatedTransport(
            IsolatedTransport.Parts(
                plugin: descriptor.id, version: descriptor.version, digest: digest,
                hostVersion: configuration.hostVersion, description: description,
                command: try command(for: path, descriptor, granted: services.granted), settings: settings,
                grace: configuration.grace.nanoseconds, loadLimit: configuration.loadLimit.nanoseconds,
                owedCompletions: configuration.owedCompletions, calls: calls, standing: standing, services: services,
                spawner: spawner, timer: timer, heard: configuration.heard, logger: logger))
    }

    private func command(for path: String) -> RunnerCommand {
        // The directory of plugins may be named from where the server was started; a process's rules name whole paths.
        let path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        var command = RunnerCommand(program: runner, file: path)
        command.grace = configuration.grace
        command.loadLimit = configuration.loadLimit
        command.niceness = settings.niceness
        command.readable = [String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])]
        if let runtime = SwiftRuntime.folder { command.readable.append(runtime) }
        return command
    }

    /// What the process of a plugin may have: what its manifest asks for, as far as the operator gives it.
    func command(
        for path: String, _ descriptor: PluginDescriptor, granted: Set<HostService>
    ) throws(PluginRefusal) -> RunnerCommand {
        var command = command(for: path)
        let manifest = descriptor.manifest
        command.memoryMB = min(manifest.memoryMB ?? settings.memoryMB, settings.maximumMemoryMB)
        command.threads = min(manifest.threads ?? settings.threads, settings.threads)
        command.hasNetwork =
            manifest.wantsNetwork && (granted.contains(.egress) || settings.network.contains(descriptor.id))
        if let root = configuration.dataFolder {
            if manifest.wantsData { command.writable.append(try made("\(root)/\(descriptor.id)")) }
            // Of this plugin in this host: others on the machine may have the same folder.
            let suffix = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            command.scratch = try made("\(root)/\(Self.scratchFolder)/\(descriptor.id)-\(suffix)")
        }
        // SQLite keeps files of its own beside a database, also beside one that is only read.
        for name in configuration.tenantFolders[descriptor.id] ?? [] {
            if let folder = configuration.settings[descriptor.id]?[name]?.stringValue {
                command.writable.append(folder)
            }
        }
        return command
    }

    /// No plugin's id begins so.
    private static let scratchFolder = ".scratch"

    private func made(_ path: String) throws(PluginRefusal) -> String {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw PluginRefusal("cannot be given a folder in the folder of plugins' data: look at its permissions")
        }
        return path
    }
}
