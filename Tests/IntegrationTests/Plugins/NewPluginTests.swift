import Foundation
import Support
import Testing

/// `agenthub plugin new`: what it makes builds, passes its own tests and answers, far from the repository.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NewPluginTests {
    private func make(_ arguments: [String], in folder: URL) async throws -> (status: Int32, text: String) {
        try await AuthorTools.attempt([AuthorTools.agenthub.path, "plugin", "new"] + arguments, in: folder)
    }

    /// From nothing to an answer, by the commands that the made project's README has.
    private func answers(_ language: String, tests: [String]) async throws {
        try await AuthorTools.inFolder { folder in
            let made = try await make(
                ["--lang", language, "exchange-rates", "--id", "com.acme.rates"], in: folder)
            try #require(made.status == 0, "\(made.text)")
            #expect(made.text.contains("EXCHANGE_RATES") && made.text.contains("./try.sh"))
            let project = folder.appending(path: "exchange-rates")
            try await AuthorTools.run(tests, in: project)
            let environment = ["AGENTHUB": AuthorTools.agenthub.path]
            let answer = try await AuthorTools.run(["./try.sh"], in: project, environment: environment)
            #expect(answer.contains("Rate: 1.0850"), "\(answer)")
            let failure = try await AuthorTools.run(
                ["./try.sh", "What is the exchange rate of XYZ?"], in: project, environment: environment)
            #expect(failure.contains("There is no rate for XYZ in USD"), "\(failure)")
            let checked = try await AuthorTools.attempt(
                [AuthorTools.agenthub.path, "plugin", "check", "build/exchange-rates.so"], in: project)
            #expect(checked.status == 0, "\(checked.text)")
            try expectNoPlaceholders(in: project)
        }
    }

    private func expectNoPlaceholders(in project: URL) throws {
        for path in try FileManager.default.subpathsOfDirectory(atPath: project.path) {
            let isProduct = ["build", "target", ".build"].contains { path.hasPrefix($0 + "/") }
            guard !isProduct, let text = try? String(contentsOf: project.appending(path: path), encoding: .utf8) else {
                continue
            }
            for word in ["__NAME__", "__ID__", "__TYPE__", "__TEST__", "__SOURCE__", "__LANGUAGE__"] {
                #expect(!text.contains(word), "\(path)")
            }
        }
    }

    @Test func answersInC() async throws { try await answers("c", tests: ["make", "check"]) }

    @Test(.enabled(if: AuthorTools.hasCargo, "there is no cargo on the PATH and none in ~/.cargo/bin"))
    func answersInRust() async throws { try await answers("rust", tests: ["cargo", "test", "--offline"]) }

    @Test func answersInSwift() async throws { try await answers("swift", tests: ["swift", "test"]) }

    @Test func refusesNamesThatAreNone() async throws {
        try await AuthorTools.inFolder { folder in
            for name in ["Rates", "9rates", "rates-", "../rates", "ra tes", String(repeating: "a", count: 41)] {
                let (status, text) = try await make(["--lang", "c", name], in: folder)
                #expect(status != 0 && text.contains("NAME must be"), "\(name): \(text)")
            }
            for id in ["rates", "com..rates", "Com.rates", String(repeating: "a.", count: 33) + "a"] {
                let (status, text) = try await make(["--lang", "c", "rates", "--id", id], in: folder)
                #expect(status != 0 && text.contains("--id must be"), "\(id): \(text)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func leavesAFolderThatIsThereAlone() async throws {
        try await AuthorTools.inFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "rates"), withIntermediateDirectories: false)
            let (status, text) = try await make(["--lang", "c", "rates"], in: folder)
            #expect(status != 0 && text.contains("rates is there already"), "\(text)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rates").isEmpty)

            let nowhere = try await make(["--lang", "c", "rates", "--folder", "a/b"], in: folder)
            #expect(nowhere.status != 0 && nowhere.text.contains("a/b cannot be made"), "\(nowhere.text)")
            let noKit = try await make(["--lang", "c", "others", "--sdk", folder.path], in: folder)
            #expect(noKit.status != 0 && noKit.text.contains("AGENTHUB_SDK"), "\(noKit.text)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/others"))
        }
    }
}
