import HubCore

/// What a part says of itself before its content.
struct MultipartPart: Sendable, Equatable {
    static let maximumHeaders = 16
    static let maximumName = 255

    /// The form's name of it, 1 to 255 bytes.
    let name: String
    /// As the client called the file, not cleaned; nil: it did not.
    let filename: String?

    /// `head`: the lines of its headers, each with its end.
    init(head: [UInt8]) throws(MultipartFault) {
        var headers: [String: ArraySlice<UInt8>] = [:]
        var rest = head[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: 0x0A), end > rest.startIndex, rest[end - 1] == 0x0D else {
                throw MultipartFault("a part's headers must be lines that end with CR LF.")
            }
            let (name, value) = try Self.header(rest[..<(end - 1)])
            guard headers.updateValue(value, forKey: name) == nil else {
                throw MultipartFault("a part has a header twice.")
            }
            guard headers.count <= Self.maximumHeaders else {
                throw MultipartFault("a part may have \(Self.maximumHeaders) headers at the most.")
            }
            rest = rest[(end + 1)...]
        }
        if let type = headers["content-type"] {
            guard let parsed = HeaderParameters(type) else {
                throw MultipartFault("a part's Content-Type is not well formed.")
            }
            guard !parsed.value.hasPrefix("multipart/") else {
                throw MultipartFault("a part must not consist of parts: send each file as a part of its own.")
            }
        }
        if let encoding = headers["content-transfer-encoding"] {
            guard ["7bit", "8bit", "binary"].contains(String(decoding: encoding, as: UTF8.self).lowercased()) else {
                throw MultipartFault("a part's bytes must be as they are: no Content-Transfer-Encoding.")
            }
        }
        guard let text = headers["content-disposition"], let disposition = HeaderParameters(text),
            disposition.value == "form-data"
        else { throw MultipartFault("each part needs a Content-Disposition: form-data with a name.") }
        guard let name = disposition.parameters["name"].flatMap({ String(validating: $0, as: UTF8.self) }),
            (1...Self.maximumName).contains(name.utf8.count)
        else { throw MultipartFault("a part's name must be 1 to \(Self.maximumName) bytes of UTF-8.") }
        self.name = name
        filename = try Self.filename(disposition)
    }

    private static func header(_ line: ArraySlice<UInt8>) throws(MultipartFault) -> (String, ArraySlice<UInt8>) {
        let name = line.prefix(while: HeaderParameters.isToken)
        guard !name.isEmpty, name.endIndex < line.endIndex, line[name.endIndex] == UInt8(ascii: ":") else {
            throw MultipartFault("a part's header must be a name, a colon and a value, in one line.")
        }
        let value = HeaderParameters.trimmed(line[(name.endIndex + 1)...])
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw MultipartFault("a part's header holds a control character.")
        }
        return (String(decoding: name, as: UTF8.self).lowercased(), value)
    }

    /// `filename*` where it is there (RFC 8187), else `filename` as browsers write it
    /// (https://html.spec.whatwg.org/#multipart-form-data): UTF-8, with three characters as escapes.
    private static func filename(_ disposition: HeaderParameters) throws(MultipartFault) -> String? {
        let name: String
        if let extended = disposition.parameters["filename*"] {
            let parts = extended.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, String(decoding: parts[0], as: UTF8.self).lowercased() == "utf-8",
                let decoded = PercentEncoding.decoded(String(decoding: parts[2], as: UTF8.self)[...])
            else { throw MultipartFault("a part's filename* must be UTF-8'' and percent-encoded UTF-8.") }
            name = decoded
        } else if let plain = disposition.parameters["filename"] {
            guard let text = String(validating: plain, as: UTF8.self) else {
                throw MultipartFault("a part's filename must be UTF-8.")
            }
            name = text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
        } else {
            return nil
        }
        if name.utf8.contains(0) { throw MultipartFault("a part's filename holds the character U+0000.") }
        return name
    }
}
