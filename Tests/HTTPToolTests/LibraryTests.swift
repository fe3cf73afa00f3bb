import Foundation
import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct LibraryTests {
    private static let readelf = ["/usr/bin/readelf", "/usr/local/bin/readelf"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test func offersATypeForEachMethod() throws {
        let types = try HTTPToolHarness().host.types
        #expect(Set(types.keys) == ["HTTP_GET", "HTTP_POST", "HTTP_PUT", "HTTP_PATCH", "HTTP_DELETE"])
        let both = UInt32(AH_TOOL_IDEMPOTENT | AH_TOOL_SIDE_EFFECTS)
        #expect(types["HTTP_GET"]?.pointee.flags == UInt32(AH_TOOL_IDEMPOTENT))
        #expect(types["HTTP_PUT"]?.pointee.flags == both)
        #expect(types["HTTP_DELETE"]?.pointee.flags == both)
        #expect(types["HTTP_POST"]?.pointee.flags == UInt32(AH_TOOL_SIDE_EFFECTS))
        #expect(types["HTTP_PATCH"]?.pointee.flags == UInt32(AH_TOOL_SIDE_EFFECTS))
    }

    @Test func asksForNothingButHTTP() throws {
        let manifest = try #require(try HTTPToolHarness().host.plugin.pointee.manifest_json)
        let json = try JSONValue(parsing: String(cString: manifest))
        #expect(json["services"] == ["agenthub.host.http/1"])
        #expect(json["network"] == false)
        #expect(json["data"] == false)
    }

    @Test func describesEveryMemberOfItsConfiguration() throws {
        for (id, type) in try HTTPToolHarness().host.types {
            let schema = try JSONValue(parsing: String(cString: try #require(type.pointee.config_schema)))
            #expect(schema["additionalProperties"] == false)
            #expect(schema["required"] == ["endpoint"])
            let properties = try #require(schema["properties"]?.objectValue)
            let common: Set = ["endpoint", "query", "headers", "pick", "auth"]
            let isKeyed = id == "HTTP_POST" || id == "HTTP_PATCH"
            #expect(Set(properties.keys) == (isKeyed ? common.union(["idempotency_header"]) : common))
            for (_, property) in properties { #expect(property["description"]?.stringValue?.isEmpty == false) }
        }
    }

    @Test(.enabled(if: readelf != nil, "readelf is not installed"), arguments: ["HTTPTool", "ProbePlugin"])
    func exportsOnlyItsEntryPoint(_ product: String) async throws {
        // Lines are: number, value, size, type, binding, visibility, section, name.
        var symbols: [String] = []
        for line in try await output(of: ["--dyn-syms", "-W", BuildProducts.library(product).path]).split(
            separator: "\n")
        {
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count >= 8, fields[0].hasSuffix(":"), fields[4] == "GLOBAL" || fields[4] == "WEAK" else {
                continue
            }
            if fields[6] != "UND" { symbols.append(fields[7]) }
        }
        #expect(symbols == ["ah_plugin_v1"])
    }

    @Test(.enabled(if: readelf != nil, "readelf is not installed"), arguments: ["HTTPTool", "ProbePlugin"])
    func needsNoFoundationAndIsNeverUnloaded(_ product: String) async throws {
        let dynamic = try await output(of: ["-d", "-W", BuildProducts.library(product).path])
        #expect(dynamic.contains("libswiftCore.so"))
        #expect(!dynamic.contains("Foundation"))
        #expect(dynamic.contains("SYMBOLIC"))
        #expect(dynamic.contains("NODELETE"))
    }

    private func output(of arguments: [String]) async throws -> String {
        try await ChildProcess.run(URL(fileURLWithPath: try #require(Self.readelf)), arguments).text
    }
}
