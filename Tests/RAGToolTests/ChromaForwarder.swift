import Foundation
import FoundationNetworking
import HubCore
import PluginABI
import Support
import Synchronization

/// Sends what a plugin asks of its http service on to a real Chroma server, and can break off in the middle.
final class ChromaForwarder: Sendable {
    /// Of the server that the tests may use; nil: there is none, and tests that need one skip themselves.
    static let url = ProcessInfo.processInfo.environment["AGENTHUB_TEST_CHROMA_URL"]

    /// How many more requests that change something are let through; nil: all.
    private let changesLeft = Mutex<Int?>(nil)
    private let losesTexts = Mutex(false)
    private let session = URLSession(configuration: .ephemeral)

    /// From the next change but `count` on, the server cannot be reached; nil: it can.
    func breakOff(afterChanges count: Int?) { changesLeft.withLock { $0 = count } }

    /// Whether the server answers as one that has lost the texts of chunks.
    func loseTexts(_ losesThem: Bool) { losesTexts.withLock { $0 = losesThem } }

    var service: ScriptedHTTPService { ScriptedHTTPService { self.answer($0) } }

    private func answer(_ request: ScriptedHTTPService.Request) -> ScriptedHTTPService.Answer {
        guard let text = request.url, let url = URL(string: text), let method = request.method else {
            return .failure(Int(AH_E_INVALID_INPUT), kind: "invalid_url")
        }
        guard request.body.count <= Int(AH_MAX_HTTP_BODY) else { return .refusal(Int(AH_E_TOO_LARGE)) }
        let isChange = method != "GET" && !text.hasSuffix("/get") && !text.hasSuffix("/query")
        let isBroken = changesLeft.withLock { left -> Bool in
            guard let count = left else { return false }
            if count == 0 { return true }
            if isChange { left = count - 1 }
            return false
        }
        if isBroken { return .noConnection }
        if losesTexts.withLock({ $0 }), text.hasSuffix("/get"),
            String(decoding: request.body, as: UTF8.self).contains(#""documents""#)
        {
            return .json(200, #"{"ids":[],"documents":[],"metadatas":[]}"#)
        }
        var forwarded = URLRequest(url: url)
        forwarded.httpMethod = method
        for (name, value) in request.head["headers"]?.objectValue ?? [:] {
            forwarded.setValue(value.stringValue, forHTTPHeaderField: name)
        }
        if !request.body.isEmpty { forwarded.httpBody = Data(request.body) }
        let answer = Mutex<ScriptedHTTPService.Answer>(.noConnection)
        let there = DispatchSemaphore(value: 0)
        let limit = request.head["max_bytes"]?.intValue ?? 0
        session.dataTask(with: forwarded) { data, response, _ in
            if let response = response as? HTTPURLResponse {
                let body = Array(data ?? Data())
                answer.withLock {
                    $0 =
                        body.count > limit
                        ? .failure(Int(AH_E_TOO_LARGE), kind: "too_large")
                        : .response(response.statusCode, body: body)
                }
            }
            there.signal()
        }.resume()
        there.wait()
        return answer.withLock { $0 }
    }
}
