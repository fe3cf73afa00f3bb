import Foundation
import PluginABI
import Testing

/// What ABI 1.0 promised holds, and what came after it is written down: sizes, places, values, signatures, and why.
@Suite struct LayoutPromiseTests {
    private static let folder = PluginCompiler.testFolder.appending(path: "ABI")
    private static let header = PluginCompiler.headerFolder.appending(path: "agenthub_plugin.h")
    private static let frozen = folder.appending(path: "agenthub_plugin_1_0.h")

    private static func promise() throws -> LayoutPromise {
        LayoutPromise(try String(contentsOf: folder.appending(path: "layout-1.0.txt"), encoding: .utf8))
    }

    @Test func theHeaderKeepsThePromise() async throws {
        let lines = try await ABILayout.lines(of: Self.header)
        let problems = try Self.promise().problems(of: lines)
        #expect(
            problems.isEmpty, "\(problems.joined(separator: "\n"))\nThe header says:\n\(lines.joined(separator: "\n"))")
    }

    @Test func theFirstSectionIsWhatTheFrozenHeaderSays() async throws {
        let first = try #require(try Self.promise().sections.first)
        #expect(first.version == "1.0")
        #expect(try await ABILayout.lines(of: Self.frozen) == first.lines)
    }

    @Test func aVersionHasItsLineInTheHistory() throws {
        let history = HeaderHistory(try String(contentsOf: Self.header, encoding: .utf8))
        let version = "\(AH_ABI >> 16).\(AH_ABI & 0xFFFF)"
        let problems = history.problems(version: version, sections: try Self.promise().sections.map(\.version))
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        // What was written once stays as it was.
        let old = HeaderHistory(try String(contentsOf: Self.frozen, encoding: .utf8))
        #expect(!old.lines.isEmpty && Array(history.lines.prefix(old.lines.count)) == old.lines)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        /// The beginning of each line that says so.
        let problems: [String]
        var testDescription: String { new }
    }

    static let changes: [Change] = [
        Change(
            old: "AH_E_BUSY = 8,", new: "AH_E_BUSY = 18,",
            problems: [#"the promise is "value AH_E_BUSY 8", and the header has "value AH_E_BUSY 18""#]),
        Change(
            old: "#define AH_MAX_KV_KEY 256u", new: "#define AH_MAX_KV_KEY 128u",
            problems: [#"the promise is "constant AH_MAX_KV_KEY 256", and the header has "constant AH_MAX_KV_KEY 128""#]
        ),
        Change(
            old: "\"agenthub.host.kv/1\"", new: "\"agenthub.host.kv/2\"",
            problems: [#"the promise is "constant AH_EXT_HOST_KV "agenthub.host.kv/1"", and"#]),
        Change(
            old: "uint32_t size, abi;         /* abi", new: "uint32_t abi, size;         /* abi",
            problems: ["the promise is \"field ah_host.size at 0", "the promise is \"field ah_host.abi at 4"]),
        Change(
            old: "ah_status (*health)(ah_instance *, ah_call);",
            new: "ah_status (*health)(ah_instance *, ah_call, int deep);",
            problems: [
                "the promise is \"field ah_tool_type.health at 104, of 8: ah_status (*health)(ah_instance *, ah_call)\""
            ]),
        Change(
            old: "  int32_t (*is_cancelled)(const ah_host *, ah_call);", new: "",
            problems: [
                "the promise is \"size ah_host 72\"", "the promise is \"field ah_host.is_cancelled at 48",
                "the promise is \"field ah_host.deadline_ns at 56", "the promise is \"field ah_host.ext at 64",
            ]),
        Change(
            old: "typedef void (*ah_done)(void *user, ah_status status,",
            new: "typedef void (*ah_done)(void *user, int64_t status,",
            problems: ["the promise is \"type ah_done typedef"]),
        Change(
            old: "AH_E_CRASHED = 16 ", new: "AH_E_CRASHED = 16, AH_E_TIRED = 17 ",
            problems: [#""value AH_E_TIRED 17" is new, and no section of the promise has it"#]),
        Change(
            old: "  void (*stop)(void);", new: "  void (*stop)(void);\n  void (*pause)(void);",
            problems: [
                "the promise is \"size ah_plugin 64\"",
                "\"field ah_plugin.pause at 64, of 8: void (*pause)(void)\" is new",
            ]),
        Change(
            old: "const ah_plugin *ah_plugin_v1(uint32_t host_abi);",
            new: "const ah_plugin *ah_plugin_v1(uint64_t host_abi);",
            problems: ["the promise is \"function ah_plugin_v1 "]),
    ]

    @Test(arguments: changes) func aChangeIsNamed(_ change: Change) async throws {
        let text = try String(contentsOf: Self.frozen, encoding: .utf8)
        try #require(text.contains(change.old))
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-header-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let header = folder.appending(path: "changed.h")
        try Data(text.replacing(change.old, with: change.new).utf8).write(to: header)
        var promise = try Self.promise()
        promise.keepFirstSection()
        let problems = promise.problems(of: try await ABILayout.lines(of: header))
        #expect(problems.count == change.problems.count, "\(problems)")
        for expected in change.problems { #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)") }
    }

    private static let first = """
        [1.0]
        constant AH_ABI 65536
        size ah_a 16
        field ah_a.size at 0, of 4: uint32_t size
        field ah_a.go at 8, of 8: void (*go)(void)

        """

    private func header(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    @Test func anAdditionThatIsWrittenDownIsAllowed() {
        let promise = LayoutPromise(
            Self.first + """
                [1.1]
                constant AH_ABI 65537
                size ah_a 24
                field ah_a.stop at 16, of 8: void (*stop)(void)
                """)
        let grown = header(
            """
            constant AH_ABI 65537
            size ah_a 24
            field ah_a.size at 0, of 4: uint32_t size
            field ah_a.go at 8, of 8: void (*go)(void)
            field ah_a.stop at 16, of 8: void (*stop)(void)
            """)
        #expect(promise.problems(of: grown).isEmpty)
        // And is then a promise like the others.
        #expect(
            promise.problems(of: grown.dropLast()) == [
                "the promise is \"field ah_a.stop at 16, of 8: void (*stop)(void)\", and the header has no such thing"
            ])
    }

    @Test(
        arguments: [
            (
                "field ah_a.flags at 4, of 4: uint32_t flags",
                "1.1 says \"field ah_a.flags at 4, of 4: uint32_t flags\", which lies within the 16 bytes"
            ),
            (
                "field ah_a.go at 16, of 8: void (*go)(void)",
                "1.1 says \"field ah_a.go at 16, of 8: void (*go)(void)\", and a version before it says"
            ),
            ("size ah_a 8", "1.1 says \"size ah_a 8\", and a version before it says"),
        ])
    func aSectionCannotTakeBackWhatOneBeforeItSaid(_ line: String, _ problem: String) {
        let problems = LayoutPromise(Self.first + "[1.1]\n\(line)\n").problems(of: [])
        #expect(problems.contains { $0.hasPrefix(problem) }, "\(problems)")
    }

    @Test func aHistoryWithoutALineOrAReasonIsNamed() {
        let history = HeaderHistory(
            " * HISTORY  Why.\n *   1.0  2026-11-30  The first that there was.\n *   1.1  2027-01-01  Better. */\n")
        #expect(history.lines.map(\.version) == ["1.0", "1.1"])
        #expect(
            history.problems(version: "1.1", sections: ["1.0", "1.1"]) == [
                "the line of 1.1 in the header's HISTORY gives no reason"
            ])
        #expect(
            history.problems(version: "1.2", sections: ["1.0", "1.1", "1.2"]) == [
                "the header's HISTORY has 1.0, 1.1, and the promise has 1.0, 1.1, 1.2",
                "the header is of ABI 1.2, and the last line of its HISTORY is 1.1",
                "the line of 1.1 in the header's HISTORY gives no reason",
            ])
    }
}
