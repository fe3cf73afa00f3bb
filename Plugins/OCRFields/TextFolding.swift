import Foundation

/// Makes texts alike that differ only in case, diacritics or what is between letters and digits.
package enum TextFolding {
    /// Lower case, without diacritics, đ as d.
    package static func folded(_ text: some StringProtocol) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in String(text).decomposedStringWithCanonicalMapping.unicodeScalars
        where !scalar.properties.isCombining {
            switch scalar {
            case "đ", "Đ": scalars.append("d")
            case _: scalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return String(scalars)
    }

    /// The same, of letters and digits only.
    package static func letters(_ text: some StringProtocol) -> String {
        folded(text).filter { $0.isLetter || $0.isNumber }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isCombining: Bool {
        switch generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        case _: false
        }
    }
}
