import HubCore

/// What the file is, read without running it; then whether it can be loaded.
struct ExportsCheck: PluginCheck {
    let id = "exports"
    let group = CheckGroup.file
    let promise = "the library exports ah_plugin_v1 and nothing else, and every symbol that it needs is there"

    private static let entry = "ah_plugin_v1"

    func run(_ bench: CheckBench) throws(CheckStop) {
        let file: ELFFile
        do throws(ELFFile.Problem) { file = try ELFFile(path: bench.options.file) } catch {
            bench.voice.find(Finding("file", "the file \(error.message)"))
            throw .found
        }
        let exported = file.symbols.filter { $0.isDefined && $0.isVisible }.map(\.name).sorted()
        if !exported.contains(Self.entry) {
            bench.voice.find(Finding("no-entry", "exports no symbol \(Self.entry)"))
        }
        let others = exported.filter { $0 != Self.entry }
        if !others.isEmpty {
            bench.voice.find(
                Finding(
                    "exports-more",
                    "exports \(others.count) symbols besides \(Self.entry), which other libraries may take for theirs; "
                        + "hide them: -fvisibility=hidden, or a version script with \"local: *\"",
                    details: ["symbols": .strings(others.prefix(12))]))
        }
        if file.needsExecutableStack {
            bench.voice.find(
                Finding(
                    "executable-stack",
                    "makes the process's stack executable; link with -z noexecstack, and mark assembler files"))
        }
        bench.voice.at("the library's initialisers")
        do throws(LoadProblem) { _ = try OpenedPlugin.library(bench.options.file) } catch {
            bench.voice.find(Finding("not-loadable", "the file \(error.message)"))
        }
    }
}
