import Glibc

/// Functions of the GNU C library that its headers show to GNU's sources only.
enum GNULibrary {
    // SAFETY: the types are those of <spawn.h>.
    static let closeFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast(
            $0, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
    }
}
