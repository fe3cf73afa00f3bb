import HubCore
import PluginABI
import Support
import Testing

struct SQLiteMutationTests {
    @Test(arguments: [1, 2] as [UInt64])
    func whatIsAcceptedLeavesTheFileAsItIs(seed: UInt64) async throws {
        let shop = try ShopFile()
        let before = try shop.contents
        var numbers = SeededNumbers(seed: seed)
        let corpus = HarmlessStatements.sqlite + HostileStatements.postgreSQL.map(\.text).filter { $0.utf8.count < 300 }
        var accepted = 0
        for _ in 0..<1000 {
            let text = Mutation.mutated(
                (HarmlessStatements.sqlite.randomElement(using: &numbers) ?? ""),
                corpus.randomElement(using: &numbers) ?? "", &numbers)
            guard let tool = try? shop.tool(text, ["limits": ["rows": 5]]) else { continue }
            accepted += 1
            let answer = try await tool.ask([:])
            // The reader has refused already what the authorizer would, but for what only the file tells.
            #expect(!answer.has(AH_E_DENIED) && !answer.has(AH_E_INTERNAL), "seed \(seed): \(text): \(answer.text)")
        }
        #expect(accepted > 100, "\(accepted)")
        #expect(try shop.contents == before)
    }

    /// Any bytes at all are read to an end, in both dialects.
    @Test func anyTextIsReadToAnEnd() throws {
        let harness = try SQLToolHarness()
        var numbers = SeededNumbers(seed: 7)
        let signs = Array("'\"$\\/*-:;.()[]eEuU&x0 \n,SELECT@#|~\u{0}é\u{1F600}".unicodeScalars)
        for _ in 0..<3000 {
            var text = "SELECT ".unicodeScalars
            for _ in 0..<Int.random(in: 1...40, using: &numbers) {
                text.append(signs.randomElement(using: &numbers) ?? " ")
            }
            for dialect in SQLToolHarness.Dialect.allCases {
                let refusal = try harness.refusal(String(text), dialect)
                #expect(refusal == nil || refusal?.pointer == "/statement")
            }
        }
    }
}
