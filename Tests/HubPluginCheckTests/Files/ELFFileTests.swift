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
        var refused = 0
        for count in stride(from: 0, to: whole.count, by: 997) {
            try whole.prefix(count).write(to: file)
            do throws(ELFFile.Problem) { _ = try ELFFile(path: file.path) } catch { refused += 1 }
        }
        // The headers of sections stand at the end, so that a file that lacks much of it has no symbols.
        #expect(refused > whole.count / 997 / 2)
    }
}
