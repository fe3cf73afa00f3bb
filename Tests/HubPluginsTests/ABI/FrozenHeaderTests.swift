import Foundation
import Testing

/// What compiles with the header of 1.0 compiles with the header of today, under every compiler at hand.
@Suite struct FrozenHeaderTests {
    static let sources = ["complete.c", "frozen.c"]

    private static func compile(_ source: String, _ compiler: [String], folder: URL) async throws {
        // A struct that has grown is no fault of a source that fills in the fields it knows.
        try await PluginCompiler.run(
            compiler[0],
            compiler.dropFirst() + [
                "-D_GNU_SOURCE", "-Wall", "-Wextra", "-pedantic", "-Werror", "-Wno-missing-field-initializers", "-c",
                "-o",
                "/dev/null", "-I", folder.path, PluginCompiler.testFolder.appending(path: "Plugins/\(source)").path,
            ])
    }

    @Test(arguments: sources, ABIHeaderTests.compilers)
    func aSourceCompilesWithTheFrozenHeaderAndWithTodays(_ source: String, _ compiler: [String]) async throws {
        try await Self.compile(source, compiler, folder: try await PluginCompiler.standard.frozenFolder())
        try await Self.compile(source, compiler, folder: PluginCompiler.headerFolder)
    }

    /// Every name of the frozen header is used by one of the sources, so that none can go without notice.
    @Test func theSourcesUseAllThatTheHeaderHas() throws {
        let header = try HeaderDeclarations(try String(contentsOf: PluginCompiler.frozenHeader, encoding: .utf8))
        let text = try Self.sources.map {
            try String(contentsOf: PluginCompiler.testFolder.appending(path: "Plugins/\($0)"), encoding: .utf8)
        }.joined()
        let used = Set(text.matches(of: #/\w+/#).map { String($0.output) })
        let tables = header.structures.map(\.name) + header.functions.map(\.name)
        let services = header.constants.filter { $0.hasPrefix("AH_EXT_") }
        for name in tables + services { #expect(used.contains(name), "\(name) is used by no source") }
        let functions = header.structures.filter { $0.name.hasPrefix("ah_host") }.flatMap { table in
            table.fields.filter { $0.text.contains("(*") }.map(\.name)
        }
        for name in functions { #expect(text.contains("->\(name)("), "the host's \(name) is called by no source") }
    }
}
