import Foundation
import HubCore
import PluginABI
import Support
import Synchronization
import Testing

@Suite(.enabled(if: TypesetPage.isPossible, Comment(rawValue: TypesetPage.needs)), .timeLimit(.minutes(5)))
struct RecognitionTests {
    @Test func saysWhichLanguageIsNotInstalled() async throws {
        let page = try await TypesetPage.lines(["One line of text"]).png(dpi: 100)
        let completion = try await OCRToolHarness.read(page, ["languages": ["eng", "xyz"]])
        #expect(completion.has(AH_E_UNAVAILABLE))
        #expect(completion.message?.contains("tesseract-ocr-xyz") == true)
        #expect(completion.message?.contains("tesseract-ocr-eng") == false)
        #expect(completion.details?["missing"] == ["xyz"])
    }

    @Test func isHealthyWithItsLanguages() async throws {
        let harness = try OCRToolHarness()
        let (good, bad) = (try harness.tool(), try harness.tool(["languages": ["xyz"]]))
        #expect(await good.health().status == ah_status(AH_OK))
        #expect(await bad.health().has(AH_E_UNAVAILABLE))
    }

    @Test func looksForLanguagesWhereTheOperatorSays() async throws {
        let harness = try OCRToolHarness(["doc": HostileImage.noise(width: 100, height: 100)])
        let completion = try await harness.run(input: ["file": "doc"], settings: ["tessdata": "/nowhere"])
        #expect(completion.has(AH_E_UNAVAILABLE))
        #expect(completion.message?.contains("tesseract-ocr-eng, tesseract-ocr-vie") == true)
    }

    @Test func endsWithItsDeadline() async throws {
        let text = (0..<60).map { "Line \($0) of a page that takes some time to be read by anybody who reads it" }
        let page = try await TypesetPage.lines(text, size: 7).png(dpi: 300)
        let completion = try await OCRToolHarness.read(page, deadline: .after(.milliseconds(150)))
        #expect(completion.has(AH_E_DEADLINE), "\(completion.text)")
    }

    @Test func endsWhenItIsCancelled() async throws {
        let text = (0..<60).map { "Line \($0) of a page that takes some time to be read by anybody who reads it" }
        let page = try await TypesetPage.lines(text, size: 7).png(dpi: 300)
        let tool = try OCRToolHarness(["doc": page]).tool()
        let isOver = Mutex(false)
        // The host's first call.
        Thread.detachNewThread {
            while !isOver.withLock({ $0 }) {
                tool.cancel(1)
                sched_yield()
            }
        }
        let call = try await BlockingWork.run {
            tool.begin((["file": "doc"] as JSONValue).bytes, deadline: .after(.seconds(600)))
        }
        isOver.withLock { $0 = true }
        // A plugin in another process has it from here on.
        tool.cancel(call)
        #expect(await tool.completion(of: call).has(AH_E_CANCELLED))
    }

    @Test func saysWhoseFileIsNotThere() async throws {
        let completion = try await OCRToolHarness().run(input: ["file": "another"])
        #expect(completion.has(AH_E_NOT_FOUND))
        let none = try await OCRToolHarness().run(input: [:])
        #expect(none.has(AH_E_INVALID_INPUT))
        #expect(none.message?.contains("file") == true)
    }

    @Test(arguments: ["0", "3-1", "x", "1-", "", "1,,2"]) func refusesPagesThatAreNone(_ pages: String) async throws {
        let completion = try await OCRToolHarness.read([1], input: ["pages": .string(pages)])
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(completion.message?.contains("1-3") == true)
    }

    @Test func readsAPageOnOneThread() async throws {
        // In a process of its own, where nobody else reads pages.
        await #expect(processExitsWith: .success) {
            let text = (0..<20).map { "Line \($0) of a page that takes some time to be read by anybody" }
            let page = try await TypesetPage.lines(text, size: 9).png(dpi: 200)
            let isRead = Mutex(false)
            let most = Mutex(0)
            Thread.detachNewThread {
                while !isRead.withLock({ $0 }) {
                    let count = Self.threads(named: "ocr")
                    most.withLock { $0 = max($0, count) }
                    sched_yield()
                }
            }
            let completion = try await OCRToolHarness.read(page)
            isRead.withLock { $0 = true }
            #expect(completion.status == ah_status(AH_OK))
            // OpenMP's threads have the name of the one that started them.
            #expect(most.withLock { $0 } == 1)
        }
    }

    private static func threads(named name: String) -> Int {
        PluginMode.processFolders.reduce(0) { count, folder in
            let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/task")) ?? []
            return count
                + tasks.count { task in
                    (try? String(contentsOfFile: "\(folder)/task/\(task)/comm", encoding: .utf8)) == "\(name)\n"
                }
        }
    }
}
