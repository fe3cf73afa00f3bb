import Foundation
import HubCore
import Support

/// Vectors of English texts by what people ask for: a word is alike another when both stand in requests of the same
/// intents. They are learned from the published CLINC150 and BANKING77 (`AGENTHUB_TEST_DATA`), and from nothing else.
struct IntentVectors: Sendable {
    /// The last one says that no word is known.
    let dimensions: Int
    /// By words: how much each intent is meant, times how much the word says.
    private let words: [String: [(intent: Int, weight: Double)]]

    init() throws {
        var requests: [String: [Substring]] = [:]
        let clinc = try JSONValue(parsing: TestData.bytes("intents/clinc150-train-val.json"))
        for row in clinc["train"]?.arrayValue ?? [] {
            guard let pair = row.arrayValue, pair.count == 2, let text = pair[0].stringValue,
                let intent = pair[1].stringValue
            else { continue }
            requests["clinc " + intent, default: []].append(Substring(text))
        }
        let banking = String(decoding: try TestData.bytes("intents/banking77-train.csv"), as: UTF8.self)
        // The intent is what stands behind the last comma.
        for line in banking.split(whereSeparator: \.isNewline).dropFirst() {
            guard let comma = line.lastIndex(of: ",") else { continue }
            requests["banking " + line[line.index(after: comma)...], default: []].append(line[..<comma])
        }
        let intents = requests.sorted { $0.key < $1.key }.map(\.value)
        dimensions = intents.count + 1
        words = Self.learned(intents)
    }

    private static func learned(_ intents: [[Substring]]) -> [String: [(intent: Int, weight: Double)]] {
        var counts: [String: [Int: Double]] = [:]
        var sizes = [Double](repeating: 0, count: intents.count)
        for (intent, texts) in intents.enumerated() {
            for word in texts.flatMap({ Set(stems(of: String($0))) }) {
                counts[word, default: [:]][intent, default: 0] += 1
                sizes[intent] += 1
            }
        }
        let all = sizes.reduce(0, +)
        return counts.compactMapValues { found in
            let total = found.values.reduce(0, +)
            guard total >= 2 else { return nil }
            // Pointwise mutual information of the word and each intent.
            let shared = found.sorted { $0.key < $1.key }
                .map { (intent: $0.key, weight: log($0.value * all / (total * sizes[$0.key]))) }
                .filter { $0.weight > 0 }
            let length = shared.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
            guard length > 0 else { return nil }
            let entropy = -found.values.reduce(0) { $0 + $1 / total * log($1 / total) }
            let clarity = max(0, 1 - entropy / log(Double(intents.count)))
            return shared.map { ($0.intent, $0.weight / length * clarity * clarity) }
        }
    }

    func vector(of text: String) -> [Float] {
        var sum = [Double](repeating: 0, count: dimensions)
        for word in Self.stems(of: text) {
            for (intent, weight) in words[word] ?? [] { sum[intent] += weight }
        }
        if sum.allSatisfy({ $0 == 0 }) { sum[dimensions - 1] = 1 }
        return sum.map { Float($0) }
    }

    private static func stems(of text: String) -> [String] {
        text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { word in
            let ending = ["ing", "ed", "es", "s"].first { word.hasSuffix($0) && word.count - $0.count >= 3 }
            return String(word.dropLast(ending?.count ?? 0))
        }
    }
}
