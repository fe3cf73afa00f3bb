import Glibc

/// Functions of the GNU C library that its headers show to GNU's sources only. Without them a child might hold what another's end
/// is to be told by.
enum GNULibrary {
    // SAFETY: the types are those of https://man7.org/linux/man-pages/man2/pipe.2.html
    static let pipe2 = unsafeBitCast(
        symbol("pipe2"), to: (@convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32).self)
    // SAFETY: the types are those of <spawn.h>.
    static let closeFrom = unsafeBitCast(
        symbol("posix_spawn_file_actions_addclosefrom_np"),
        to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer {
        guard let symbol = dlsym(nil, name) else { fatalError("the C library has no \(name)") }
        return symbol
    }
}
