import HubCore
import PluginABI
import Support

/// The built OCRTool behind a scripted host, for one test.
struct OCRToolHarness {
    let host: ScriptedPluginHost

    init(_ blobs: [String: [UInt8]] = [:]) throws {
        host = try ScriptedPluginHost("OCRTool", services: [AH_EXT_HOST_BLOB])
        host.offers.blobs = blobs
    }

    func tool(_ configuration: JSONValue = [:], settings: JSONValue? = nil) throws -> ScriptedPluginInstance {
        try host.instance(of: "OCR_EXTRACT", configuration, settings: settings)
    }

    /// Reads one file, on a thread that may wait.
    static func read(
        _ file: [UInt8], _ configuration: JSONValue = [:], input: JSONObject = [:],
        deadline: Deadline = .after(.seconds(600))
    ) async throws -> PluginCompletion {
        var input = input
        input["file"] = "doc"
        return try await OCRToolHarness(["doc": file]).run(configuration, input: .object(input), deadline: deadline)
    }

    func run(
        _ configuration: JSONValue = [:], input: JSONValue, deadline: Deadline = .after(.seconds(600)),
        settings: JSONValue? = nil
    ) async throws -> PluginCompletion {
        let tool = try tool(configuration, settings: settings)
        let call = try await BlockingWork.run { tool.begin(input.bytes, deadline: deadline) }
        return await tool.completion(of: call)
    }

    /// What the plugin says against a configuration; nil: nothing.
    func refusal(_ configuration: JSONValue) throws -> PluginRefusal? {
        do {
            _ = try tool(configuration)
            return nil
        } catch let refusal as PluginRefusal {
            return refusal
        }
    }
}

extension PluginCompletion {
    func has(_ status: Int) -> Bool { self.status == ah_status(status) }

    /// The text of a page, with single spaces.
    func text(page: Int = 0) -> String {
        (json?["pages"]?.arrayValue?[page]["text"]?.stringValue ?? "").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    func number(page: Int = 0, _ name: String) -> Double? { json?["pages"]?.arrayValue?[page][name]?.doubleValue }

    var warnings: [String] { (json?["warnings"]?.arrayValue ?? []).compactMap(\.stringValue) }
}
