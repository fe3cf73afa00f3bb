extension UInt8 {
    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }

    var isASCIILetterOrDigit: Bool { isASCIIDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) }

    var isASCIIHexDigit: Bool { isASCIIDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x66) }
}

/// With a short way for ASCII, which most of a message is.
extension Unicode.Scalar {
    var isDigit: Bool { value >= 0x30 && value <= 0x39 }

    var isLetter: Bool { isASCII ? isCapital || isSmallLetter : properties.isAlphabetic }

    var isCapital: Bool { isASCII ? value >= 0x41 && value <= 0x5A : properties.isUppercase }

    var isSmallLetter: Bool { isASCII ? value >= 0x61 && value <= 0x7A : properties.isLowercase }

    /// A letter, a digit, or a mark that combines with a letter.
    var isWordPart: Bool {
        if isASCII { return isDigit || isLetter }
        return properties.isAlphabetic || (0x300...0x36F).contains(value) || properties.numericType != nil
    }
}
