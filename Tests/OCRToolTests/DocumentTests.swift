import CTesseract
import Foundation
import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: TypesetPage.isPossible, Comment(rawValue: TypesetPage.needs)), .timeLimit(.minutes(5)))
struct DocumentTests {
    private func page(_ word: String) async throws -> [UInt8] {
        try await TypesetPage.lines(["This is the page called \(word)."]).png(dpi: 150)
    }

    private func tiff(_ words: [String]) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ocr-\(UUID().uuidString).tiff")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, word) in words.enumerated() {
            let scan = try Scan(png: try await page(word))
            guard pixWriteTiff(folder.path, scan.pix, l_int32(IFF_TIFF_LZW), index == 0 ? "w" : "a") == 0 else {
                throw FixtureError(description: "no TIFF")
            }
        }
        return Array(try Data(contentsOf: folder))
    }

    private func numbers(_ completion: PluginCompletion) -> [Int] {
        (completion.json?["pages"]?.arrayValue ?? []).compactMap { $0["page"]?.doubleValue.map { Int($0) } }
    }

    @Test func readsAllPagesOfATIFF() async throws {
        let completion = try await OCRToolHarness.read(tiff(["apple", "bridge", "candle"]))
        #expect(numbers(completion) == [1, 2, 3])
        #expect(completion.text(page: 0).contains("apple"))
        #expect(completion.text(page: 1).contains("bridge"))
        #expect(completion.text(page: 2).contains("candle"))
        #expect(completion.warnings.isEmpty)
    }

    @Test func readsThePagesThatAreAskedFor() async throws {
        let file = try await tiff(["apple", "bridge", "candle"])
        let list = try await OCRToolHarness.read(file, input: ["pages": [3, 1]])
        #expect(numbers(list) == [1, 3])
        let range = try await OCRToolHarness.read(file, input: ["pages": "2-3"])
        #expect(numbers(range) == [2, 3])
        let missing = try await OCRToolHarness.read(file, input: ["pages": [4]])
        #expect(missing.has(AH_E_INVALID_INPUT))
        #expect(missing.message == "The document has 3 pages; page 4 was asked for.")
    }

    @Test func saysThatMorePagesWereNotRead() async throws {
        let file = try await tiff(["apple", "bridge", "candle"])
        let completion = try await OCRToolHarness.read(file, ["maximum_pages": 2])
        #expect(numbers(completion) == [1, 2])
        #expect(completion.warnings.count == 1 && completion.warnings[0].contains("first 2 pages"))
    }

    @Test func readsAPDFByItsPages() async throws {
        let blobs = [
            "doc": Array("%PDF-1.7\n...".utf8), "doc/page/1": try await page("apple"),
            "doc/page/2": try await page("bridge"),
        ]
        let harness = try OCRToolHarness(blobs)
        let all = try await harness.run(input: ["file": "doc"])
        #expect(numbers(all) == [1, 2])
        #expect(all.text(page: 1).contains("bridge"))
        #expect(all.warnings.isEmpty)
        let one = try await harness.run(input: ["file": "doc", "pages": [2]])
        #expect(numbers(one) == [2])
        let none = try await harness.run(input: ["file": "doc", "pages": [7]])
        #expect(none.has(AH_E_INVALID_INPUT))
        #expect(none.message == "The document has no page 7.")
        let cut = try await harness.run(["maximum_pages": 1], input: ["file": "doc"])
        #expect(cut.warnings.count == 1 && cut.warnings[0].contains("page 1"))
    }

    @Test func listsWordsWithTheirPlacesWhenAskedTo() async throws {
        let scan = try await Scan(png: TypesetPage(lines: [.init(x: 100, y: 200, size: 24, text: "Lighthouse")]).png())
        let plain = try await OCRToolHarness.read(scan.png)
        #expect(plain.json?["words"] == nil)
        let width = scan.width
        // At 200 dpi: a word of 24 points from 100 points on, its foot at 200.
        let left = 100 * 200 / 72.0
        let foot = 200 * 200 / 72.0
        for quarters in [0, 1] {
            let turned = quarters == 0 ? scan : try scan.turned(quarters: 1)
            let completion = try await OCRToolHarness.read(turned.png, input: ["words": true])
            let word = try #require(completion.json?["words"]?.arrayValue?.first)
            #expect(word["text"] == "Lighthouse")
            let box = (word["box"]?.arrayValue ?? []).compactMap { $0.doubleValue }
            try #require(box.count == 4)
            if quarters == 0 {
                #expect(abs(box[0] - left) < 10 && abs(box[1] + box[3] - foot) < 20, "\(box)")
                #expect(box[2] > 3 * box[3])
            } else {
                let height = Double(turned.width)
                #expect(abs(box[1] - left) < 10 && abs(box[0] - (height - foot)) < 20, "\(box)")
                #expect(box[3] > 3 * box[2])
                #expect(turned.height == width)
            }
        }
    }

    @Test func staysUnderTheLimitOfAResult() async throws {
        let text = (0..<55).map { row in (0..<14).map { "word\(row)x\($0)" }.joined(separator: " ") }
        let page = try await TypesetPage.lines(text, size: 8).png()
        let blobs = Dictionary(uniqueKeysWithValues: (1...2).map { ("doc/page/\($0)", page) })
        let harness = try OCRToolHarness(blobs.merging(["doc": Array("%PDF-1.7".utf8)]) { left, _ in left })
        let everything: JSONValue = [
            "fields": [["name": "everything", "type": "text", "position": ["region": [0, 0, 1, 1]]]]
        ]
        let completion = try await harness.run(everything, input: ["file": "doc", "words": true])
        #expect(completion.status == ah_status(AH_OK))
        #expect(completion.bytes.count <= 102_400)
        #expect(completion.warnings.contains { $0.contains("words") })
    }
}
