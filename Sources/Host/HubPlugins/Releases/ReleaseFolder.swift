import Glibc

/// Where installed releases lie, as `<id>/<digest>.so`, read-only and for this user alone. What has such a name is whole: it gets the
/// name last. Every function blocks its thread.
struct ReleaseFolder: Sendable {
    /// A file on its way in.
    struct Incoming: Sendable {
        let path: String
        let digest: String
        let bytes: Int
    }

    private static let incomingPrefix = ".incoming-"
    /// Seconds after which a file that is still on its way in was left by a process that has ended.
    private static let incomingLifetime = 3600

    let root: String
    /// Bytes of a file, at most.
    var limit = FileReading.limit

    func path(of plugin: String, _ digest: String) -> String { "\(root)/\(plugin)/\(digest).so" }

    /// Copies a file in, under a name that nobody looks for.
    func take(_ path: String) throws(PluginRefusal) -> Incoming {
        try makeFolder(root, withParents: true)
        sweep()
        let incoming = "\(root)/\(Self.incomingPrefix)\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let file = open(incoming, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw PluginRefusal(FileReading.Problem.unwritable(errno).reason) }
        defer { close(file) }
        do throws(FileReading.Problem) {
            let reading = try FileReading(path, followingLinks: false, limit: limit, copy: file)
            guard fchmod(file, 0o444) == 0, fsync(file) == 0 else { throw .unwritable(errno) }
            return Incoming(path: incoming, digest: reading.digest, bytes: reading.bytes)
        } catch {
            unlink(incoming)
            throw PluginRefusal(error.reason)
        }
    }

    /// Gives it its name. `plugin` is an id that the host has checked.
    func keep(_ incoming: Incoming, as plugin: String) throws(PluginRefusal) {
        let folder = "\(root)/\(plugin)"
        try makeFolder(folder, withParents: false)
        let path = path(of: plugin, incoming.digest)
        if (try? check(path, digest: incoming.digest)) != nil {
            // The same file: the one that is there may be loaded, and stays.
            discard(incoming)
        } else {
            guard rename(incoming.path, path) == 0 else {
                let code = errno
                discard(incoming)
                throw PluginRefusal(FileReading.Problem.unwritable(code).reason)
            }
        }
        try flush(folder)
        try flush(root)
    }

    func discard(_ incoming: Incoming) { unlink(incoming.path) }

    /// The release's file, which is what its name says.
    func file(of plugin: String, _ digest: String) throws(PluginRefusal) -> PluginFile {
        // Both become parts of a path.
        guard Self.isPlugin(plugin), Self.isDigest(digest) else {
            throw PluginRefusal("has no name that a release can have")
        }
        let path = path(of: plugin, digest)
        let bytes = try check(path, digest: digest)
        return PluginFile(
            path: path, name: "\(plugin)/\(digest.prefix(12)).so", digest: digest, bytes: bytes, isBundled: false)
    }

    /// Its size, when it is the file of that digest, and nobody else could have written it.
    private func check(_ path: String, digest: String) throws(PluginRefusal) -> Int {
        let reading: FileReading
        do throws(FileReading.Problem) { reading = try FileReading(path, followingLinks: false, limit: limit) } catch {
            throw PluginRefusal(error.reason)
        }
        guard reading.digest == digest else {
            throw PluginRefusal("is not what was installed: its SHA-256 is another")
        }
        guard reading.owner == geteuid(), reading.mode & 0o022 == 0 else {
            throw PluginRefusal("may be written by others than the server's user")
        }
        return reading.bytes
    }

    private static func isPlugin(_ id: String) -> Bool {
        id.utf8.count <= 64 && id.utf8.allSatisfy(PluginInspection.isIdentifierByte)
            && !id.split(separator: ".", omittingEmptySubsequences: false).contains("")
    }

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private func makeFolder(_ path: String, withParents: Bool) throws(PluginRefusal) {
        do throws(DataFolder.Problem) {
            if withParents { try DataFolder.makeParents(of: path) }
            try DataFolder.make(path)
        } catch {
            throw PluginRefusal(
                "cannot be kept: the folder of installed plugins cannot be made or is not the server's own (errno \(error.code))"
            )
        }
    }

    /// A name is on the disk when its folder is.
    private func flush(_ folder: String) throws(PluginRefusal) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw PluginRefusal(FileReading.Problem.unwritable(errno).reason) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw PluginRefusal(FileReading.Problem.unwritable(errno).reason) }
    }

    /// Removes what processes that ended on the way left behind.
    private func sweep() {
        guard let folder = opendir(root) else { return }
        defer { closedir(folder) }
        let now = time(nil)
        while let entry = readdir(folder) {
            // SAFETY: d_name is a NUL-terminated string inside the entry, which lives until the next readdir.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(Self.incomingPrefix) else { continue }
            var status = stat()
            let path = "\(root)/\(name)"
            guard lstat(path, &status) == 0, status.st_mtim.tv_sec < now - Self.incomingLifetime else { continue }
            unlink(path)
        }
    }
}
