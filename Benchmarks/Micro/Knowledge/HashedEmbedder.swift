import HubCore

/// Vectors by the words that are in a text, each of which stands for eight of the dimensions: texts with the same words are alike.
/// It stands for a model whose time is not to be measured, or takes as long as one.
struct HashedEmbedder: ToolEmbedder {
    let space = EmbeddingSpace(name: "bench", dimensions: 384)
    var delay: Duration = .zero

    func embed(
        _ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline
    ) async throws(ModelError) -> [[Float]] {
        if delay > .zero { try? await Task.sleep(for: delay) }
        return texts.map { vector(of: $0) }
    }

    private func vector(of text: String) -> [Float] {
        var vector = [Float](repeating: 0, count: space.dimensions)
        // FNV-1a.
        let basis: UInt64 = 0xCBF2_9CE4_8422_2325
        var hash = basis
        func add() {
            guard hash != basis else { return }
            var numbers = SplitMix64(seed: hash)
            for _ in 0..<8 {
                let number = numbers.next()
                vector[Int(number >> 32) % space.dimensions] += number & 1 == 0 ? 1 : -1
            }
            hash = basis
        }
        for byte in text.utf8 {
            if byte == UInt8(ascii: " ") {
                add()
            } else {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        add()
        return vector
    }
}
