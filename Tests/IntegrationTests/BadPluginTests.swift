import Foundation
import HubCore
import Support
import Testing

/// Files in the plugin directory that are no good: each is refused in one line, and the server serves with the others.
@Suite(.timeLimit(.minutes(5))) struct BadPluginTests {
    @Test func refusesWhatIsNoPluginAndServesWithTheRest() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plugins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: BuildProducts.folder.appending(path: "libHTTPTool.so"), to: folder.appending(path: "HTTPTool.so"))
        try Data("this is no library".utf8).write(to: folder.appending(path: "text.so"))
        try Data().write(to: folder.appending(path: "empty.so"))
        let hub = try await HubProcess.start(["--demo", "--plugin-dir", folder.path])
        let reply = try await hub.ask("Where is shipment ABC123?").json
        await hub.stop()
        #expect(reply["status"] == "success")
        let lines = hub.logText.split(separator: "\n")
        for file in ["text.so", "empty.so"] { #expect(lines.count { $0.contains(file) } == 1, "\(file)") }
        #expect(lines.contains { $0.contains("HTTPTool.so") && $0.contains("HTTP_GET") })
    }

    @Test(arguments: [
        (["AGENTHUB_TURN_TIMEOUT_MS": "soon"], "AGENTHUB_TURN_TIMEOUT_MS"),
        (["AGENTHUB_EGRESS_ALLOW": "10.0.0.0/99"], "AGENTHUB_EGRESS_ALLOW"),
        (["AGENTHUB_JWT_PUBLIC_KEY": "no pem"], "AGENTHUB_JWT_PUBLIC_KEY"),
        (["AGENTHUB_JWKS": "http://127.evil.example/keys"], "AGENTHUB_JWKS"),
        (["AGENTHUB_DATABASE_URL": "postgres://x"], "AGENTHUB_DATABASE_URL"),
        (["AGENTHUB_DATABASE_URL": "postgres://x"], "AGENTHUB_JWT_PUBLIC_KEY"),
        (["AGENTHUB_OPENAI_API_KEY": "sk-hidden"], "AGENTHUB_OPENAI_MODEL"),
        (["AGENTHUB_OPENAI_PRICES": "1,2"], "AGENTHUB_OPENAI_MODEL"),
        (["AGENTHUB_OPENAI_MODEL": "m"], "AGENTHUB_OPENAI_PRICES"),
        (["AGENTHUB_OPENAI_MODEL": "m", "AGENTHUB_OPENAI_PRICES": "0.15,a,0.60"], "AGENTHUB_OPENAI_PRICES"),
    ])
    func aWrongSettingStopsTheStartWithOneLine(environment: [String: String], setting: String) async throws {
        let failure = await #expect(throws: HubProcess.StartFailure.self) {
            try await HubProcess.start([], environment: environment)
        }
        let lines = failure?.log.split(separator: "\n").filter { $0.hasPrefix("agenthub: ") } ?? []
        #expect(lines.count == 1, "\(failure?.log ?? "")")
        #expect(lines.first?.contains(setting) == true)
        #expect(lines.first?.contains("Example: ") == true)
        #expect(failure?.log.contains("sk-hidden") == false)
        #expect(failure?.status == 2)
    }
}
