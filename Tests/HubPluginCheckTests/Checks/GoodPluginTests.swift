import Foundation
import HubCore
import Support
import Testing

/// Plugins that keep to the header pass every check.
@Suite(.serialized) struct GoodPluginTests {
    @Test(arguments: [1, 20] as [UInt64]) func aGoodPluginPassesWholly(_ seed: UInt64) async throws {
        let checked = try await Checked(try await CorpusCompiler.standard.library("good"), seed: seed)
        #expect(checked.status == 0, "\(checked.report.text)")
        #expect(checked.failed.isEmpty && checked.skipped == ["knowledge"], "\(checked.report.text)")
    }

    @Test func aPluginThatKeepsDocumentsPassesWholly() async throws {
        let checked = try await Checked(try await CorpusCompiler.standard.library("knows"))
        #expect(checked.status == 0, "\(checked.report.text)")
    }

    @Test(arguments: ["HTTPTool", "RAGTool", "OCRTool", "SQLTool"])
    func thePluginsOfTheHouseDo(_ product: String) async throws {
        let checked = try await Checked(BuildProducts.library(product), ["--rounds", "60"])
        #expect(checked.status == 0, "\(checked.report.text)")
        #expect(checked.failed.isEmpty)
        #expect(Set(checked.skipped).isSubset(of: ["knowledge", "blocking-flag", "withheld-services", "http-answers"]))
    }

    @Test func aSlowStartIsToldAndIsNoFailure() async throws {
        let checked = try await Checked(
            try await CorpusCompiler.standard.library("slow_start"), ["--only", "load-time"])
        #expect(checked.status == 0)
        #expect(checked.rules("load-time") == ["load-time"])
    }

    /// It says in the place of a document's chunks what it was asked, for the SDK's tests.
    @Test func theProbeDoesButForWhatItSaysOfDocuments() async throws {
        // One of its types keeps each call until its deadline, so that every check of calls takes seconds.
        let checks = [
            "exports", "sizes-and-versions", "schemas", "unknown-extensions", "bad-config", "one-completion",
            "knowledge",
            "cancellation", "deadline", "services-in-manifest", "process-rules",
        ]
        let checked = try await Checked(
            BuildProducts.library("ProbePlugin"), checks.flatMap { ["--only", $0] })
        #expect(checked.failed == ["knowledge"], "\(checked.report.text)")
        #expect(checked.rules("knowledge") == ["knowledge-result"])
    }
}
