/// Where the code of a test's plugins runs. What tests say of plugins holds either way, except where they look into the plugin's
/// memory.
enum Hosting: CaseIterable, Sendable {
    case inProcess
    case isolated
}
