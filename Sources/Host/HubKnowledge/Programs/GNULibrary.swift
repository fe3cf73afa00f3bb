import Glibc

/// Functions of the GNU C library that its headers show to GNU's sources only.
enum GNULibrary {
    // SAFETY: the types are those of https://man7.org/linux/man-pages/man2/pipe.2.html
    static let pipe2 = symbol("pipe2").map {
        unsafeBitCast($0, to: (@convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32).self)
    }
    // SAFETY: the types are those of <spawn.h>.
    static let closeFrom = symbol("posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast(
            $0, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
    }
    // SAFETY: the types are those of https://man7.org/linux/man-pages/man2/memfd_create.2.html
    static let memoryFile = symbol("memfd_create").map {
        unsafeBitCast($0, to: (@convention(c) (UnsafePointer<CChar>, UInt32) -> Int32).self)
    }

    private static func symbol(_ name: String) -> UnsafeMutableRawPointer? { dlsym(nil, name) }
}
