/// What became of one file of the plugin directory.
package struct PluginLoadReport: Sendable, Hashable, CustomStringConvertible {
    package enum Outcome: Sendable, Hashable {
        case loaded(plugin: String, version: String, types: [String])
        /// The end of a sentence that begins with the file's name.
        case refused(String)
    }

    /// The file's name, without its folder.
    package var file: String
    package var outcome: Outcome

    package init(file: String, outcome: Outcome) {
        self.file = file
        self.outcome = outcome
    }

    package var isLoaded: Bool { if case .loaded = outcome { true } else { false } }

    /// One line for a person.
    package var description: String {
        switch outcome {
        case .loaded(let plugin, let version, let types):
            "\(file): \(plugin) \(version) offers \(types.joined(separator: ", "))"
        case .refused(let reason): "\(file) \(reason)"
        }
    }
}
