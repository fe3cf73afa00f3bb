/// Turns words into features: words, pairs of neighbours, groups of three to five letters within a word, and
/// Vietnamese spellings beside their folded forms.
struct RoutingFeatureExtractor: Sendable {
    /// How much a function word counts beside a content word. Small where there is little to learn from: with a handful
    /// of examples, the chance use of "how many" would decide; with thousands, it is evidence.
    private let functionWeight: Float
    let letterGroupWeight: Float
    private let spellingWeight: Float = 0.7
    /// 1 with few examples, towards 0 with many: how much a text of function words alone is played down.
    let scarcity: Float

    init(exampleCount: Int) {
        let experience = Float(exampleCount) / Float(exampleCount + 400)
        functionWeight = 0.3 + 0.7 * experience
        letterGroupWeight = 0.25 + 0.25 * experience
        scarcity = 1 - experience
    }

    /// The features of some of the text's words, each once with its greatest weight, ordered by hash.
    func features(of words: Range<Int>, in text: RoutingText) -> [RoutingFeature] {
        var features: [RoutingFeature] = []
        features.reserveCapacity(words.count * 14)
        var previous: RoutingWord?
        for position in words {
            let word = text.words[position]
            appendWord(word, text.letters, to: &features)
            if let previous {
                let weight: Float =
                    switch (previous.kind == .function, word.kind == .function) {
                    case (true, true): functionWeight
                    case (false, false): 1
                    case (true, false), (false, true): (1 + functionWeight) / 2
                    }
                features.append(RoutingFeature(hash: Self.pair(previous, word), weight: weight, kind: .trait))
            }
            previous = word
        }
        return Self.distinct(&features)
    }

    /// The feature of a word's letters with their marks.
    static func spelling(_ word: RoutingWord) -> UInt64 { word.spelling ^ Salt.spelling }

    /// The feature of two neighbours.
    static func pair(_ first: RoutingWord, _ second: RoutingWord) -> UInt64 {
        RoutingHash.mix(first.token &* 3 &+ second.token) ^ Salt.pair
    }

    private func appendWord(_ word: RoutingWord, _ letters: [UInt8], to features: inout [RoutingFeature]) {
        let weight: Float
        switch word.kind {
        case .content: weight = 1
        case .function: weight = functionWeight
        case .number, .code:
            features.append(RoutingFeature(hash: RoutingHash.mix(word.token), weight: 1, kind: .trait))
            features.append(RoutingFeature(hash: word.identity ^ Salt.literal, weight: 1, kind: .literal))
            return
        }
        features.append(RoutingFeature(hash: word.identity, weight: weight, kind: .word))
        if word.isMarked {
            features.append(
                RoutingFeature(hash: Self.spelling(word), weight: spellingWeight * weight, kind: .trait))
        }
        appendLetterGroups(word, letters, weight: weight * letterGroupWeight, to: &features)
    }

    private func appendLetterGroups(
        _ word: RoutingWord, _ letters: [UInt8], weight: Float, to features: inout [RoutingFeature]
    ) {
        // The word with an edge mark at both ends; groups of 3, 4 and 5, or the whole where it is shorter.
        let edge = UInt8(ascii: "_")
        let count = word.letters.count + 2
        let first = word.letters.lowerBound
        var start = 0
        while start < count {
            var hash = RoutingHash()
            var length = 0
            while length < 5, start + length < count {
                let place = start + length
                hash.add(place == 0 || place == count - 1 ? edge : letters[first + place - 1])
                length += 1
                if length >= 3 {
                    let group = RoutingHash.mix(hash.value) ^ Salt.letters
                    features.append(RoutingFeature(hash: group, weight: weight, kind: .trait))
                }
            }
            start += 1
        }
    }

    private static func distinct(_ features: inout [RoutingFeature]) -> [RoutingFeature] {
        features.sort { $0.hash < $1.hash }
        var kept = 0
        for feature in features {
            if kept > 0, features[kept - 1].hash == feature.hash {
                features[kept - 1].weight = max(features[kept - 1].weight, feature.weight)
            } else {
                features[kept] = feature
                kept += 1
            }
        }
        features.removeLast(features.count - kept)
        return features
    }

    private enum Salt {
        static let pair: UInt64 = 0x9E37_79B9_7F4A_7C15
        static let spelling: UInt64 = 0xD1B5_4A32_D192_ED03
        static let letters: UInt64 = 0x8CB9_2BA7_2F3D_8DD7
        static let literal: UInt64 = 0xA24B_AED4_963E_E407
    }
}
