import Foundation
import HubCore
import Support
import Testing

/// The command's answers and its status.
@Suite struct CommandTests {
    private static func run(_ arguments: [String]) async throws -> (status: Int32, text: String) {
        try await ChildProcess.run(BuildProducts.folder.appending(path: "agenthub"), ["plugin", "check"] + arguments)
    }

    @Test func aPersonReadsALineForEachCheckAndTheCommandThatDoesItAgain() async throws {
        let library = try await CorpusCompiler.standard.library("completes_twice")
        let (status, text) = try await Self.run([
            library.path, "--only", "one-completion", "--only", "exports", "--seed", "9",
        ])
        #expect(status == 1)
        #expect(text.contains("\npass  exports "))
        #expect(text.contains("\nFAIL  one-completion "))
        #expect(text.contains("completion-repeated: completes a call twice"))
        #expect(text.contains("seed 9"))
        #expect(text.contains("agenthub plugin check \(library.path) --seed 9 "))
    }

    @Test func whatCannotBeCheckedEndsWithTwo() async throws {
        let missing = try await Self.run(["/nowhere/plugin.so"])
        #expect(missing.status == 2)
        #expect(missing.text.contains("/nowhere/plugin.so cannot be read"))
        let library = try await CorpusCompiler.standard.library("good")
        let unknown = try await Self.run([library.path, "--only", "everything"])
        #expect(unknown.status == 2)
        #expect(unknown.text.contains("There is no check \"everything\""))
        let broken = try await Self.run([library.path, "--config", "{"])
        #expect(broken.status == 2)
        #expect(broken.text.contains("--config expects a JSON document"))
    }

    @Test func whatIsNoLibraryFailsAndIsNotRun() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString).so")
        try Data("not a library".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let checked = try await Checked(file, ["--only", "exports", "--only", "one-completion"])
        #expect(checked.status == 1)
        #expect(checked.rules("exports") == ["file"])
        #expect(checked.check("one-completion") == nil)
        let (status, text) = try await Self.run([file.path])
        #expect(status == 1)
        #expect(text.contains("FAIL  exports") && text.contains("Nothing else was checked"))
        #expect(!text.contains("skip "))
    }

    @Test func anAuthorsConfigurationIsUsed() async throws {
        let library = try await CorpusCompiler.standard.library("good")
        let refused = try await Checked(library, ["--only", "good-config", "--config", #"{"mode":"never"}"#])
        #expect(refused.rules("good-config") == ["config-unknown"])
        let words = refused.message("good-config", "config-unknown") ?? ""
        #expect(words.contains("--config does not match config_schema: /mode"), "\(words)")
        let taken = try await Checked(library, ["--only", "good-config", "--config", #"CORPUS={"mode":"slow"}"#])
        #expect(taken.status == 0)
    }

    @Test func anAuthorsInputThatTheSchemaRefusesIsTold() async throws {
        let library = try await CorpusCompiler.standard.library("good")
        let checked = try await Checked(library, ["--only", "one-completion", "--input", #"{"text":7}"#])
        #expect(checked.rules("one-completion") == ["input-mismatch"])
        #expect(checked.message("one-completion", "input-mismatch")?.contains("/text") == true)
    }

    @Test func aTypeThatNeverSucceedsIsTold() async throws {
        let library = try await CorpusCompiler.standard.library("needs_member")
        let blind = try await Checked(library, ["--only", "one-completion"])
        #expect(blind.status == 0)
        #expect(blind.rules("one-completion") == ["no-success"], "\(blind.report.text)")
        let seeing = try await Checked(
            library, ["--only", "one-completion", "--response", #"{"unit":{"code":"box"}}"#])
        #expect(seeing.rules("one-completion").isEmpty, "\(seeing.report.text)")
    }

    @Test func aResponseMayComeFromAFileOfTheFolder() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agenthub-\(UUID().uuidString).json")
        try Data(#"{"unit":{"code":"box"}}"#.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let library = try await CorpusCompiler.standard.library("needs_member")
        let checked = try await Checked(
            library, ["--only", "one-completion", "--response", "CORPUS=@\(file.path)"])
        #expect(checked.rules("one-completion").isEmpty, "\(checked.report.text)")
        let missing = try await Self.run([library.path, "--response", "@/nowhere.json"])
        #expect(missing.status == 2)
        #expect(missing.text.contains("--response expects a JSON document or @FILE"))
    }

    @Test func theDocumentHasTheSameShapeEachTime() async throws {
        let library = try await CorpusCompiler.standard.library("good")
        let checked = try await Checked(library, ["--only", "exports"])
        #expect(
            checked.report.objectValue?.keys == [
                "format", "passed", "file", "seed", "rounds", "plugin", "checks", "reproduce",
            ])
        #expect(
            checked.check("exports")?.objectValue?.keys == [
                "id", "group", "promise", "status", "skipped", "findings",
            ])
    }
}
