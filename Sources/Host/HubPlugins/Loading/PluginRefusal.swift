/// Why a file is not used as a plugin: the end of a sentence that begins with the file's name.
struct PluginRefusal: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
