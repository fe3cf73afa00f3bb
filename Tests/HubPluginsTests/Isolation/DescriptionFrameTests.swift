import RunnerProtocol
import Testing

@testable import HubPlugins

/// Descriptions as a hostile process may write them.
@Suite struct DescriptionFrameTests {
    private func number(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
    private func text(_ text: String) -> [UInt8] { number(UInt32(text.utf8.count)) + Array(text.utf8) }
    private var null: [UInt8] { number(.max) }

    private var head: [UInt8] {
        number(0x10000) + number(0x10000) + text("test.x") + text("1.0.0") + null
    }
    private var entry: [UInt8] {
        number(2) + number(8) + number(250) + number(UInt32(AHR_HAS_CREATE | AHR_HAS_DESTROY | AHR_HAS_INVOKE))
            + text("X") + text("1.0.0") + text("A test's.") + null + text("{\"type\": \"object\"}") + null
    }

    private func read(_ bytes: [UInt8]) -> PluginDescription? { bytes.withUnsafeBytes { DescriptionFrame.read($0) } }

    @Test func aDescriptionIsRead() throws {
        let description = try #require(read(head + number(1) + entry))
        let descriptor = try PluginInspection(description).descriptor
        #expect(descriptor.id == "test.x" && descriptor.version == "1.0.0" && descriptor.manifest == .empty)
        let type = try #require(descriptor.types.first)
        #expect(type.id == "X" && type.maximumConcurrency == 8 && type.isIdempotent && !type.tellsHealth)
        #expect(type.defaultTimeout == .milliseconds(250))
        #expect(type.configSchema == nil && type.inputSchema != nil)
    }

    @Test func cutOffAnywhereOrWithMoreBehindItIsNone() {
        let whole = head + number(2) + entry + entry
        for count in 0..<whole.count { #expect(read(Array(whole[..<count])) == nil) }
        #expect(read(whole + [0]) == nil)
    }

    @Test func aLengthThatReachesBeyondIsNone() {
        #expect(read(number(0) + number(0) + number(0xFFFF_FFFE)) == nil)
        #expect(read(head + number(1) + number(0) + number(0) + number(0) + number(0) + number(1 << 21)) == nil)
    }

    @Test(arguments: [0, 257, UInt32.max])
    func soManyTypesAreRefusedBeforeAnyIsLookedAt(count: UInt32) throws {
        let description = try #require(read(head + number(count)))
        let refusal = #expect(throws: PluginRefusal.self) { try PluginInspection(description) }
        #expect(refusal?.reason == "offers \(count) tool types; 1 to 256 are expected")
    }

    @Test func textsThatAreNoTextsAreRefused() throws {
        let bytes = number(0x10000) + number(0x10000) + number(2) + [0xC3, 0x28] + text("1.0.0") + null + number(1)
        let refusal = #expect(throws: PluginRefusal.self) {
            try PluginInspection(try #require(read(bytes + entry)))
        }
        #expect(refusal?.reason == "has no valid UTF-8 as its id")
    }
}
