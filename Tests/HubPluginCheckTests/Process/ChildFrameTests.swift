import HubCore
import Testing

@testable import HubPluginCheck

@Suite struct ChildFrameTests {
    @Test func whatIsSaidIsUnderstood() throws {
        let finding = Finding("crash", "crashes", severity: .warning, details: ["round": 3, "call": "invoke"])
        guard case .finding(let read) = ChildFrame(ChildFrame.finding(finding).bytes.dropLast()) else {
            Issue.record("no finding")
            return
        }
        #expect(read == finding)
        guard case .at("create \"x\"\n") = ChildFrame(ChildFrame.at("create \"x\"\n").bytes.dropLast()) else {
            Issue.record("no place")
            return
        }
    }

    /// A line that is longer may be torn by another thread's.
    @Test func noLineIsLongerThanIsWrittenAtOnce() {
        let long = String(repeating: "\u{1}", count: 100_000)
        let details: JSONObject = ["a": .string(long), "b": .array([.string(long)]), "c": .string(long)]
        let frames: [ChildFrame] = [.at(long), .skipped(long), .finding(Finding("r", long, details: details))]
        for frame in frames { #expect(frame.bytes.count <= ChildFrame.maximumBytes) }
    }

    @Test func whatThePluginWritesThereIsNotUnderstood() {
        #expect(ChildFrame("hello".utf8) == nil)
        #expect(ChildFrame("{\"finding\": {\"rule\": 1}}".utf8) == nil)
    }

    @Test func linesComeOutWhole() {
        var buffer = LineBuffer()
        #expect(buffer.lines(adding: Array("ab".utf8)).isEmpty)
        let two = buffer.lines(adding: Array("c\nd\ne".utf8))
        #expect(two.map { String(decoding: $0, as: UTF8.self) } == ["abc", "d"])
        let last = buffer.lines(adding: Array("\n".utf8))
        #expect(last.map { String(decoding: $0, as: UTF8.self) } == ["e"])
    }
}
