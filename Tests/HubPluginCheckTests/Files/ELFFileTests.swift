import Foundation
import Testing

@testable import HubPluginCheck

@Suite struct ELFFileTests {
    @Test func tellsWhatALibraryExportsAndNeeds() async throws {
        let file = try ELFFile(path: try await CorpusCompiler.standard.library("exports_two").path)
        let exported = file.symbols.filter { $0.isDefined && $0.isVisible }.map(\.name).sorted()
        #expect(exported == ["ah_plugin_v1", "corpus_answer"])
        #expect(file.symbols.contains { !$0.isDefined && $0.name == "calloc" })
        #expect(!file.needsExecutableStack)
    }

    @Test func tellsAnExecutableStack() async throws {
        let library = try await CorpusCompiler.standard.library("good", flags: ["-Wl,-z,execstack"])
        #expect(try ELFFile(path: library.path).needsExecutableStack)
    }

    @Test func aFileThatIsCutAnywhereIsRefusedOrReadAndNothingElse() async throws {
        let whole = try Data(contentsOf: try await CorpusCompiler.standard.library("good"))
        let file = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString).so")
        defer { try? FileManager.default.removeItem(at: file) }
        for count in stride(from: 0, to: whole.count, by: 997) {
            try whole.prefix(count).write(to: file)
            // The headers of sections stand at the end, so that no cut file has its symbols.
            #expect(throws: ELFFile.Problem.self) { try ELFFile(path: file.path) }
        }
    }
}
