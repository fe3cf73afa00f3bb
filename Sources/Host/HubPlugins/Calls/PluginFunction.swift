/// Which of a type's `[invoke]` functions a call is for.
enum PluginFunction: Sendable, Hashable {
    case invoke
    /// Whether an instance can do its work.
    case health
    /// Those of a type that keeps documents, which the host asks by itself.
    case ingest
    case remove
    case collections

    /// Whether somebody asks, for whom there may be documents.
    var isAsked: Bool { self == .invoke }
}
