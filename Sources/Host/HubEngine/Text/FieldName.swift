import HubCore

/// Names of fields in one spelling, so that `itemCode`, `Item-Code` and `item_code` are the same.
enum FieldName {
    /// Lower case without diacritics, words joined by `_`.
    static func snake(_ name: String) -> String {
        if name.utf8.allSatisfy(isPlain) { return name }
        var words = ""
        var previous: Unicode.Scalar = "_"
        let scalars = Array(name.unicodeScalars)
        for (position, scalar) in scalars.enumerated() {
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                if !(0x300...0x36F).contains(scalar.value) { words.unicodeScalars.append("_") }
                previous = "_"
                continue
            }
            let startsWord =
                scalar.properties.isUppercase
                && (!previous.properties.isUppercase
                    || position + 1 < scalars.count && scalars[position + 1].properties.isLowercase)
            if startsWord { words.unicodeScalars.append("_") }
            words.unicodeScalars.append(scalar)
            previous = scalar
        }
        return TextFolding.fold(words).split(separator: "_").joined(separator: "_")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
    }
}
