/// Masks a text that comes in pieces: the end that may become a secret is held until what follows says whether it does.
struct SecretTail {
    private(set) var held: [UInt8] = []

    /// What may be shown now, masked. `mask` nil: no secret was given to whoever says it.
    mutating func add(_ bytes: [UInt8], under mask: SecretMask?) -> [UInt8] {
        let text = held.isEmpty ? bytes : held + bytes
        guard let mask else {
            held = []
            return text
        }
        let end = mask.shownEnd(of: text)
        held = Array(text[end...])
        return mask.masked(Array(text[..<end]))
    }

    /// What is left; nothing follows.
    mutating func end(under mask: SecretMask?) -> [UInt8] {
        defer { held = [] }
        return mask?.masked(held) ?? held
    }
}
