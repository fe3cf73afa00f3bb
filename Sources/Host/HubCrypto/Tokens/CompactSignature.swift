import HubCore

/// A JWS in compact form (RFC 7515 §7.1), taken apart strictly. Making one touches no key; `payload(checkedWith:)` is
/// the only way to what was signed.
package struct CompactSignature: Sendable {
    /// The header's `kid`.
    package let keyID: String?
    /// The header's `typ`.
    package let type: String?
    /// The first two parts with the dot between, as they were signed.
    private let signed: ArraySlice<UInt8>
    private let payload: [UInt8]
    private let signature: [UInt8]

    /// Longer tokens are refused unread.
    package static let maximumLength = 16_384

    package init(_ text: some Sequence<UInt8>) throws(TokenError) {
        let bytes = Array(text)
        guard bytes.count <= Self.maximumLength, let first = bytes.firstIndex(of: UInt8(ascii: ".")),
            let last = bytes.lastIndex(of: UInt8(ascii: ".")), first < last,
            let header = Base64URL.decode(bytes[..<first]),
            let members = try? JSONValue(parsing: header).objectValue, !members.isEmpty,
            TopLevelMembers.count(in: header) == members.count
        else { throw .malformed }
        guard members["alg"] == "RS256" else { throw .algorithm }
        // A `b64` that `crit` does not list is still its sender's word that the payload is not what it looks like
        // (RFC 7797 §3, §6).
        guard members["crit"] == nil, members["b64"] == nil else { throw .critical }
        keyID = try Self.text("kid", of: members)
        type = try Self.text("typ", of: members)
        // A further dot fails here too: it is not of the alphabet.
        guard let payload = Base64URL.decode(bytes[(first + 1)..<last]),
            let signature = Base64URL.decode(bytes[(last + 1)...]), !signature.isEmpty
        else { throw .malformed }
        self.payload = payload
        self.signature = signature
        signed = bytes[..<last]
    }

    private static func text(_ name: String, of header: JSONObject) throws(TokenError) -> String? {
        guard let member = header[name] else { return nil }
        guard let text = member.stringValue else { throw .malformed }
        return text
    }

    /// The signed bytes, once a key of the set vouches for them.
    package func payload(checkedWith keys: VerificationKeySet) throws(TokenError) -> [UInt8] {
        let candidates = keys.keys(for: keyID)
        if candidates.isEmpty { throw .unknownKey }
        guard candidates.contains(where: { $0.verifies(signature, of: signed) }) else { throw .signature }
        return payload
    }
}
