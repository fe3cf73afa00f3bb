import Foundation
import HubCore
import Support
import Synchronization

/// A model of embeddings on the network, as OpenAI's API has them, whose vectors a test makes. It can be away, and it can
/// stop answering.
final class EmbeddingServer: Sendable {
    private struct State {
        var isAway = false
        /// Requests that are answered before none is; nil: all are.
        var left: Int?
        var texts = 0
    }

    private final class Switches: Sendable {
        let state = Mutex(State())
    }

    let dimensions: Int
    private let switches: Switches
    private let server: LoopbackServer

    init(dimensions: Int, _ vector: @escaping @Sendable (String) -> [Float]) throws {
        let switches = Switches()
        self.dimensions = dimensions
        self.switches = switches
        server = try LoopbackServer { request in
            let texts = (try? JSONValue(parsing: request.body))?["input"]?.arrayValue?.compactMap(\.stringValue) ?? []
            return switches.state.withLock { state in
                if state.isAway { return .json(#"{"error": {"message": "away"}}"#, status: 503) }
                if state.left == 0 { return [.hang] }
                state.left = state.left.map { $0 - 1 }
                state.texts += texts.count
                return .json(Self.answer(texts.map(vector)))
            }
        }
    }

    /// Vectors of texts by their words alone, so that texts of the same words are alike.
    static func words() throws -> EmbeddingServer {
        let dimensions = 128
        return try EmbeddingServer(dimensions: dimensions) { text in
            var vector = [Float](repeating: 0, count: dimensions)
            for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                let hash = word.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
                vector[Int(hash % UInt64(dimensions))] += 1
            }
            return vector
        }
    }

    /// Where a tenant's model says that it is.
    var base: String { server.url("/v1") }
    /// How many were made into vectors so far.
    var texts: Int { switches.state.withLock { $0.texts } }

    func leave() { switches.state.withLock { $0.isAway = true } }
    func comeBack() { switches.state.withLock { $0.isAway = false } }
    /// From the next request but `count` on no answer comes; nil: all are answered.
    func fallSilent(after count: Int?) { switches.state.withLock { $0.left = count } }
    func stop() { server.stop() }

    private static func answer(_ vectors: [[Float]]) -> String {
        let data = vectors.enumerated().map { index, vector in
            let bytes = vector.flatMap { number in
                (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
            }
            return #"{"object": "embedding", "index": \#(index), "embedding": "\#(Data(bytes).base64EncodedString())"}"#
        }
        let usage = #""usage": {"prompt_tokens": 8, "total_tokens": 8}"#
        return #"{"object": "list", "model": "scripted", "data": [\#(data.joined(separator: ", "))], \#(usage)}"#
    }
}
