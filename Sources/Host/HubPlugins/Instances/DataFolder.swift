import Glibc

/// The folder of one plugin for one tenant, which all its instances there share, also those of other workers.
struct DataFolder: Sendable, Hashable {
    /// Why it is not there. Only codes of the system: a path is the operator's business and no tenant's.
    struct Problem: Error, Equatable {
        let code: Int32
    }

    private let root: String
    private let plugin: String
    private let scope: String

    /// `plugin`, an id that the host has checked, and `scope`, an opaque name, are both names of folders.
    init(root: String, plugin: String, scope: String) {
        self.root = root
        self.plugin = plugin
        self.scope = scope
    }

    var path: String { "\(root)/\(plugin)/\(scope)" }

    /// Makes it where it is not there yet, for this user alone. It blocks its thread.
    func make() throws(Problem) {
        try Self.makeParents(of: "\(root)/\(plugin)")
        for folder in ["\(root)/\(plugin)", path] { try Self.make(folder) }
    }

    /// The folders above an absolute path, where they are not there yet; those that are may be anybody's.
    static func makeParents(of path: String) throws(Problem) {
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            guard mkdir(parent, 0o700) != 0 else { continue }
            let code = errno
            if code != EEXIST, !isFolder(parent) { throw Problem(code: code) }
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What is there already must be a folder of ours, no link to one, and becomes closed to others.
    static func make(_ path: String) throws(Problem) {
        if mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw Problem(code: errno) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw Problem(code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw Problem(code: ENOTDIR) }
        guard status.st_uid == geteuid() else { throw Problem(code: EPERM) }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { throw Problem(code: errno) }
    }
}
