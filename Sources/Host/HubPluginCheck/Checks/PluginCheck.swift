/// One thing that a plugin must do.
protocol PluginCheck: Sendable {
    /// Short, and the same for ever.
    var id: String { get }
    var group: CheckGroup { get }
    /// What holds when it passes.
    var promise: String { get }
    /// How many processes it takes: what a plugin may see only once in its life is another in each.
    var variants: Int { get }
    /// Runs in a process of its own. What it finds it tells the bench.
    func run(_ bench: CheckBench) throws(CheckStop)
    /// Whether it is a finding of this check.
    func minds(_ matter: CheckMatter) -> Bool
    /// Whether a crash in that variant is only told: the host would not have asked for what was asked there.
    func crashIsWarning(variant: Int) -> Bool
}

/// What every process shows and one check minds.
enum CheckMatter: Sendable {
    /// That something was written to standard output.
    case output
}

extension PluginCheck {
    var variants: Int { 1 }
    func minds(_ matter: CheckMatter) -> Bool { false }
    func crashIsWarning(variant: Int) -> Bool { false }
}
