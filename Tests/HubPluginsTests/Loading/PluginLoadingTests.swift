import HubCore
import Testing

@testable import HubPlugins

@Suite struct PluginLoadingTests {
    @Test func aGoodPluginIsLoadedStartedAndOffered() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            #expect(fixture.line("echo.so") == "echo.so: test.echo 1.0.0 offers ECHO")
            #expect(try fixture.plugin("echo").count(.started) == 1)
            let types = fixture.host.toolTypes()
            #expect(types.map(\.id) == ["ECHO"])
            #expect(types.first?.plugin == "test.echo")
            #expect(types.first?.description == "A test's tool.")
        }
    }

    @Test(.everyHosting) func everyBadFileIsRefusedWithOneLineAndTheGoodOneServes() async throws {
        try await HostFixture.with(
            .plugin("echo"), .plugin("wrong_version"), .plugin("next_major"), .plugin("no_symbol"),
            .plugin("null_table"), .plugin("truncated"),
            texts: ["text.so": "not a library", "notes.txt": "not looked at"]
        ) { fixture async throws in
            #expect(fixture.reports.count == 7)
            #expect(fixture.reports.filter(\.isLoaded).map(\.file) == ["echo.so"])
            #expect(fixture.reports.allSatisfy { !"\($0)".contains("\n") })
            #expect(
                fixture.line("wrong_version.so") == "wrong_version.so is built for ABI 2.0, and this host speaks 1.0")
            #expect(fixture.line("next_major.so") == "next_major.so is built for ABI 2, and this host speaks 1.0")
            #expect(fixture.line("no_symbol.so") == "no_symbol.so exports no symbol ah_plugin_v1")
            #expect(
                fixture.line("null_table.so") == "null_table.so says that it cannot work with a host of ABI 1.0")
            #expect(fixture.line("truncated.so") == "truncated.so has a plugin table of 16 bytes; ABI 1.0 has 64")
            #expect(fixture.line("text.so").hasPrefix("text.so is not a shared library that can be loaded: "))
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
        }
    }

    struct Defect: Sendable, CustomTestStringConvertible {
        let flag: String
        let line: String
        var testDescription: String { line }
    }

    static let defects: [Defect] = [
        Defect(
            flag: "-DPLUGIN_FIELDS=.min_host_abi=0x00010001",
            line: "needs a host of ABI 1.1 or later, and this one speaks 1.0"),
        Defect(flag: "-DPLUGIN_FIELDS=.id=NULL", line: "has NULL as its id"),
        Defect(
            flag: "-DPLUGIN_FIELDS=.id=\"Bad Id\"",
            line: "has the id \"Bad Id\"; a reverse DNS name in a-z, 0-9, \".\" and \"-\" is expected"),
        Defect(flag: "-DPLUGIN_FIELDS=.id=\"a.\\xff\"", line: "has no valid UTF-8 as its id"),
        Defect(
            flag: "-DPLUGIN_FIELDS=.version=\"1.x\"", line: "has the version \"1.x\"; major.minor.patch is expected"),
        Defect(flag: "-DPLUGIN_FIELDS=.version=\"\"", line: "has nothing as its version"),
        Defect(flag: "-DPLUGIN_FIELDS=.type_count=0", line: "offers 0 tool types; 1 to 256 are expected"),
        Defect(flag: "-DPLUGIN_FIELDS=.type_count=100000", line: "offers 100000 tool types; 1 to 256 are expected"),
        Defect(flag: "-DPLUGIN_FIELDS=.types=NULL", line: "has a NULL list of tool types"),
        Defect(flag: "-DPLUGIN_FIELDS=.types=hole,.type_count=2", line: "has NULL as tool type 1"),
        Defect(flag: "-DPLUGIN_FIELDS=.types=twice,.type_count=2", line: "has the tool type DEFECTIVE twice"),
        Defect(
            flag: "-DPLUGIN_FIELDS=.manifest_json=\"{\"",
            line: "has a manifest that is not JSON: the text ends too early (byte 1)"),
        Defect(flag: "-DPLUGIN_FIELDS=.manifest_json=\"[]\"", line: "has a manifest that is not a JSON object"),
        Defect(
            flag: "-DPLUGIN_FIELDS=.manifest_json=\"{\\\"services\\\": [1]}\"",
            line: "has a manifest whose \"services\" is not a list of strings"),
        Defect(
            flag: "-DPLUGIN_FIELDS=.manifest_json=\"{\\\"network\\\": \\\"yes\\\"}\"",
            line: "has a manifest whose \"network\" is not true or false"),
        Defect(flag: "-DPLUGIN_FIELDS=.start=refuse_start", line: "does not start: its start returned status 14"),
        Defect(flag: "-DTYPE_FIELDS=.size=8", line: "has a table of 8 bytes for tool type 0; ABI 1.0 has 120"),
        Defect(
            flag: "-DTYPE_FIELDS=.id=\"http_get\"",
            line: "has the tool type \"http_get\"; A-Z, then A-Z, 0-9 and \"_\" are expected"),
        Defect(flag: "-DTYPE_FIELDS=.invoke=NULL", line: "has no function invoke in the tool type DEFECTIVE"),
        Defect(flag: "-DTYPE_FIELDS=.create=NULL", line: "has no function create in the tool type DEFECTIVE"),
        Defect(flag: "-DTYPE_FIELDS=.destroy=NULL", line: "has no function destroy in the tool type DEFECTIVE"),
        Defect(flag: "-DTYPE_FIELDS=.description=NULL", line: "has NULL as the description of DEFECTIVE"),
        Defect(
            flag: "-DTYPE_FIELDS=.config_schema=\"{\"",
            line: "has a config_schema in the tool type DEFECTIVE that is not JSON: the text ends too early (byte 1)"),
    ]

    @Test(.everyHosting, arguments: defects) func aDefectIsNamed(_ defect: Defect) async throws {
        try await HostFixture.with(.plugin("defective", defect.flag)) { fixture async throws in
            #expect(fixture.line("defective.so") == "defective.so \(defect.line)")
            #expect(fixture.host.toolTypes().isEmpty)
        }
    }

    @Test(.everyHosting) func aSchemaThatDoesNotCompileIsNamed() async throws {
        try await HostFixture.with(.plugin("defective", "-DTYPE_FIELDS=.output_schema=\"{\\\"type\\\": 5}\"")) {
            fixture async throws in
            let prefix = "defective.so has a output_schema in the tool type DEFECTIVE that does not compile: "
            #expect(fixture.line("defective.so").hasPrefix(prefix))
        }
    }

    @Test(.everyHosting) func anInputSchemaThatAsksForATenantIsRefused() async throws {
        let schema =
            "{\\\"type\\\": \\\"object\\\", \\\"properties\\\": {\\\"tenant_id\\\": {\\\"type\\\": \\\"string\\\"}}}"
        try await HostFixture.with(.plugin("defective", "-DTYPE_FIELDS=.input_schema=\"\(schema)\"")) {
            fixture async throws in
            #expect(
                fixture.line("defective.so").hasPrefix(
                    "defective.so has a bad input_schema in the tool type DEFECTIVE: "))
        }
    }

    @Test(.everyHosting) func aLaterMinorVersionWithALargerTableIsLoaded() async throws {
        try await HostFixture.with(
            .plugin("defective", "-DPLUGIN_FIELDS=.abi=0x00010007,.size=sizeof(ah_plugin)")
        ) { fixture async throws in
            #expect(fixture.reports.map(\.isLoaded) == [true])
        }
    }

    @Test func aPluginThatDoesNotComeBackFromItsStartIsRefused() async throws {
        try await HostFixture.with(
            .plugin("defective", as: "a-stuck", "-DPLUGIN_FIELDS=.start=block_start"), .plugin("echo"),
            configure: { $0.loadLimit = .seconds(2) }
        ) { fixture async throws in
            #expect(fixture.line("a-stuck.so") == "a-stuck.so is shut out: it kept a thread past its time")
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
            try fixture.plugin("a-stuck").open(1)
        }
    }

    @Test func theSecondPluginOfAnIdOrATypeIsRefused() async throws {
        try await HostFixture.with(
            .plugin("echo"), .plugin("echo", as: "echo2"),
            .plugin("defective", as: "other", "-DTYPE_FIELDS=.id=\"ECHO\"")
        ) { fixture async throws in
            #expect(fixture.line("echo2.so") == "echo2.so has the id test.echo of a plugin that is loaded already")
            #expect(fixture.line("other.so") == "other.so offers ECHO, which test.echo offers already")
            #expect(try fixture.plugin("echo2").count(.started) == 0)
        }
    }

    @Test(.everyHosting) func aDirectoryThatIsNotThereIsReported() async throws {
        try await HostFixture.with(configure: { $0.directory = "/nonexistent/plugins" }) { fixture async throws in
            #expect(fixture.reports.map(\.description) == ["/nonexistent/plugins cannot be read as a plugin directory"])
        }
    }
}
