import Foundation
import PluginABI
import Testing

/// The header is plain C11 and C++17 for every compiler at hand, and its layout is the frozen one.
@Suite struct ABIHeaderTests {
    static let compilers = [
        ["gcc", "-std=c11", "-x", "c"], ["clang", "-std=c11", "-x", "c"], ["g++", "-std=c++17", "-x", "c++"],
        ["clang++", "-std=c++17", "-x", "c++"],
    ].filter { PluginCompiler.has($0[0]) }

    private static let strictly = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-c", "-o", "/dev/null"]

    @Test(arguments: compilers) func theLayoutHoldsUnderEveryCompiler(_ compiler: [String]) async throws {
        let source = PluginCompiler.headerFolder.deletingLastPathComponent().appending(path: "PluginABI.c")
        try await PluginCompiler.run(
            compiler[0], compiler.dropFirst() + Self.strictly + ["-I", PluginCompiler.headerFolder.path, source.path])
    }

    @Test(arguments: compilers) func aPluginThatUsesEverythingCompilesWithoutAWarning(_ compiler: [String]) async throws
    {
        try await PluginCompiler.run(
            compiler[0],
            compiler.dropFirst() + Self.strictly + [
                "-I", PluginCompiler.headerFolder.path,
                PluginCompiler.testFolder.appending(path: "Plugins/complete.c").path,
            ])
    }

    @Test func aCompilerOfEachLanguageIsThere() {
        #expect(Self.compilers.contains { $0.contains("c") })
        #expect(Self.compilers.contains { $0.contains("c++") })
    }

    @Test func swiftSeesTheFrozenSizes() {
        #expect(MemoryLayout<ah_host>.size == AH_SIZE_1_0_HOST)
        #expect(MemoryLayout<ah_tool_type>.size == AH_SIZE_1_0_TOOL_TYPE)
        #expect(MemoryLayout<ah_plugin>.size == AH_SIZE_1_0_PLUGIN)
        #expect(AH_ABI == 0x0001_0000)
    }
}
