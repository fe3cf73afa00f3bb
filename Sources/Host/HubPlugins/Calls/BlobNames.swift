import HubCore

/// Which blobs a call may ask for: those whose ids its input names, and pages of these.
struct BlobNames {
    private static let maximumPageDigits = 6

    let input: JSONValue

    func contains(_ id: String) -> Bool {
        Self.isIn(input, id) || Self.document(of: id).map { Self.isIn(input, $0) } == true
    }

    /// Whether a string of the value, whole, is the id. Names of members are not looked at: nobody wrote them as values.
    private static func isIn(_ value: JSONValue, _ id: String) -> Bool {
        switch value {
        case .string(let text): text == id
        case .array(let elements): elements.contains { isIn($0, id) }
        case .object(let members): members.contains { isIn($0.value, id) }
        case .null, .bool, .number: false
        }
    }

    /// `ID` of `ID/page/N`, where N counts from 1.
    private static func document(of id: String) -> String? {
        guard let mark = id.firstRange(of: "/page/"), mark.lowerBound > id.startIndex else { return nil }
        let number = id[mark.upperBound...].utf8
        guard let first = number.first, number.count <= maximumPageDigits, first != UInt8(ascii: "0"),
            number.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return String(id[..<mark.lowerBound])
    }
}
