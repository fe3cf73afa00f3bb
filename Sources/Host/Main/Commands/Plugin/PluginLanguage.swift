import ArgumentParser

/// A language that there is a template for.
enum PluginLanguage: String, ExpressibleByArgument, CaseIterable {
    case c, rust, swift

    var title: String {
        switch self {
        case .c: "C"
        case .rust: "Rust"
        case .swift: "Swift"
        }
    }

    /// What runs a project's own tests.
    var testCommand: String {
        switch self {
        case .c: "make check"
        case .rust: "cargo test"
        case .swift: "swift test"
        }
    }

    /// Where a project's tool stands.
    var source: String {
        switch self {
        case .c: "plugin.c"
        case .rust: "src/lib.rs"
        case .swift: "Sources/RateTool"
        }
    }

    /// What of the kit goes into a project as it is: from where, to where.
    var contract: [(from: String, to: String)] {
        switch self {
        case .c: [("PluginABI/include/agenthub_plugin.h", "agenthub_plugin.h"), ("plugin.map", "plugin.map")]
        case .rust: [("PluginABI/include/agenthub_plugin.h", "agenthub_plugin.h")]
        case .swift:
            [("PluginABI", "Sources/PluginABI"), ("PluginSDK", "Sources/PluginSDK"), ("plugin.map", "plugin.map")]
        }
    }
}
