import Foundation
import Testing

/// The demo is rows and an ERP: the host's modules know nothing of it.
@Suite(.timeLimit(.minutes(5))) struct DemoBoundaryTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func noNameAndNoFigureOfTheDemoStandsInTheHostsModules() throws {
        let host = Self.root.appending(path: "Sources/Host")
        let rows = try String(contentsOf: host.appending(path: "Main/Demo/DemoRows.swift"), encoding: .utf8)
        // Whatever the rows name is looked for, so that a row added later is covered too.
        let names = rows.matches(of: #/\bname: "(\w+)"/#).map { String($0.1) }
        #expect(names.count >= 6)
        let figures = ["0104985841", "15432", "15,432", "5200", "5,200", "Net 30", "ABC123"]
        let files = try #require(FileManager.default.enumerator(at: host, includingPropertiesForKeys: nil))
        var seen = 0
        for case let file as URL in files
        where file.pathExtension == "swift" && file.path.contains("/Sources/Host/Hub") {
            seen += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in names + figures where text.contains(word) {
                Issue.record("\(file.lastPathComponent) holds \(word)")
            }
        }
        #expect(seen > 100)
    }
}
