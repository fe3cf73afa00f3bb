import PluginABI
import RunnerProtocol
import Testing

@Suite struct DescriptionTests {
    /// Reads a description's numbers and texts in their order.
    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func number() -> UInt32 {
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }

        mutating func text() -> String? {
            let length = number()
            guard length != .max else { return nil }
            defer { rest = rest.dropFirst(Int(length)) }
            return String(decoding: rest.prefix(Int(length)), as: UTF8.self)
        }
    }

    @Test func saysWhatThePluginsTablesSay() async throws {
        let runner = try await RunnerProcess.run(try await TestSources.standard.plugin("steered"), ["--describe"])
        let frame = try await runner.next(AHR_DESCRIPTION)
        #expect(frame.number == AHR_PROTOCOL)
        var reader = Reader(rest: frame.payload[...])
        #expect([reader.number(), reader.number()] == [UInt32(AH_ABI), UInt32(AH_ABI)])
        #expect([reader.text(), reader.text(), reader.text()] == ["test.steered", "1.0.0", nil])
        #expect(reader.number() == 1)
        #expect([reader.number(), reader.number(), reader.number()] == [0, 0, 0])
        #expect(reader.number() == UInt32(AHR_HAS_CREATE | AHR_HAS_DESTROY | AHR_HAS_INVOKE | AHR_HAS_CANCEL))
        #expect([reader.text(), reader.text(), reader.text()] == ["STEERED", "1.0.0", "Obeys."])
        #expect([reader.text(), reader.text(), reader.text()] == [nil, nil, nil])
        #expect(reader.rest.isEmpty)
        #expect(await runner.ended() == 0)
    }

    @Test(arguments: [
        ("no_symbol", [], "exports no symbol ah_plugin_v1"),
        ("next_major", [], "is built for ABI 2, and this host speaks 1.0"),
        ("wrong_version", [], "is built for ABI 2.0, and this host speaks 1.0"),
        ("null_table", [], "says that it cannot work with a host of ABI 1.0"),
        ("truncated", [], "has a plugin table of 16 bytes; ABI 1.0 has 64"),
        ("defective", ["-DPLUGIN_FIELDS=.type_count=300"], "offers 300 tool types; 1 to 256 are expected"),
        ("defective", ["-DPLUGIN_FIELDS=.types=NULL"], "has a NULL list of tool types"),
        ("defective", ["-DPLUGIN_FIELDS=.type_count=2,.types=hole"], "has NULL as tool type 1"),
        ("defective", ["-DTYPE_FIELDS=.size=8"], "has a table of 8 bytes for tool type 0; ABI 1.0 has 120"),
    ])
    func saysWhyAFileIsNoPlugin(_ source: String, _ flags: [String], _ words: String) async throws {
        let runner = try await RunnerProcess.run(try await TestSources.standard.hostsPlugin(source, flags: flags))
        #expect(try await runner.next(AHR_UNUSABLE).text == words)
        #expect(await runner.ended() == 0)
    }

    @Test func doesNotRepeatThePathOfWhatIsNoLibrary() async throws {
        let runner = try await RunnerProcess.run("/etc/passwd")
        let words = try await runner.next(AHR_UNUSABLE).text
        #expect(words == "is not a shared library that can be loaded: invalid ELF header")
        #expect(await runner.ended() == 0)
    }

    @Test(arguments: [
        [], ["--describe"], ["relative.so"], ["/one.so", "/two.so"], ["--unknown", "/a.so"],
        ["--threads", "0", "/a.so"],
        ["--memory", "much", "/a.so"], ["--read", "relative", "/a.so"], ["--scratch"],
    ])
    func refusesArgumentsThatAreWrong(_ arguments: [String]) async throws {
        let runner = try await RunnerProcess.run(arguments.last ?? "", arguments.dropLast())
        #expect(try await runner.next() == nil)
        #expect(await runner.ended() == 2)
    }

    @Test(arguments: [
        ([], 0, "\u{1}"),
        (["-DPARTIAL"], 1, "has no function remove in agenthub.knowledge/1 of the tool type KNOWLEDGE"),
        (["-DSMALL"], 1, "has a table of 8 bytes for agenthub.knowledge/1 in the tool type KNOWLEDGE; it has 32"),
    ])
    func looksAtExtensionsWhenThePluginHasStarted(_ flags: [String], _ number: UInt32, _ payload: String) async throws {
        let plugin = try await TestSources.standard.hostsPlugin("knowledge", flags: flags)
        let runner = try await RunnerProcess.start(plugin)
        let started = try await runner.next(AHR_STARTED)
        #expect(started.status == AH_OK && started.number == number && started.text == payload)
    }

    @Test func saysWithWhatStartRefused() async throws {
        let flags = ["-DPLUGIN_FIELDS=.start=refuse_start"]
        let runner = try await RunnerProcess.start(
            try await TestSources.standard.hostsPlugin("defective", flags: flags))
        let started = try await runner.next(AHR_STARTED)
        #expect(started.status == AH_E_UNAVAILABLE && started.payload.isEmpty)
    }
}
