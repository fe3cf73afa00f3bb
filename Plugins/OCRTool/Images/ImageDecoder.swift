import CTesseract
import PluginSDK

/// Decodes images into 8 bits of grey on white, each checked against the limits by its head first.
struct ImageDecoder {
    let limits: ImageLimits
    /// Whether somebody still waits.
    let goesOn: @Sendable () -> Bool

    init(limits: ImageLimits, goesOn: @escaping @Sendable () -> Bool) {
        _ = RecognizerLibraries.areImagesSilent
        self.limits = limits
        self.goesOn = goesOn
    }

    /// Decodes a file of one page, or page `index` (from 0) of a TIFF.
    func picture(_ bytes: [UInt8], kind: ImageKind, index: Int = 0) throws(ToolError) -> Picture {
        let decoded: Picture?
        switch kind {
        case .png:
            guard let header = ImageHeader(png: bytes) else { throw Self.broken("PNG") }
            try limits.check(width: header.width, height: header.height)
            decoded = Picture(ah_png_decode(bytes, bytes.count, UInt32(header.width), UInt32(header.height)))
            guard decoded != nil else { throw Self.broken("PNG") }
        case .jpeg:
            guard let header = ImageHeader(jpeg: bytes) else { throw Self.broken("JPEG") }
            try limits.check(width: header.width, height: header.height)
            decoded = jpeg(bytes, header)
            guard decoded != nil else { throw Self.broken("JPEG") }
        case .webP:
            guard let header = ImageHeader(webP: bytes) else { throw Self.broken("WebP") }
            try limits.check(width: header.width, height: header.height)
            decoded = Picture(pixReadMemWebP(bytes, bytes.count))
            guard decoded != nil else { throw Self.broken("WebP") }
        case .tiff:
            // As the library that decodes it reads it, which its directory was looked at without.
            guard let header = ImageHeader(tiff: bytes, index: index) else { throw Self.broken("TIFF") }
            try limits.check(width: header.width, height: header.height)
            decoded = Picture(pixReadMemTiff(bytes, bytes.count, l_int32(index)))
            guard decoded != nil else { throw Self.broken("TIFF") }
        case .pdf: throw ToolError(.internal, "A PDF is no image.")
        }
        guard let decoded else { throw ToolError(.internal, "There is no memory for the image.") }
        let grey = try grey(decoded)
        try limits.check(width: grey.width, height: grey.height)
        return grey
    }

    private func jpeg(_ bytes: [UInt8], _ header: ImageHeader) -> Picture? {
        var goesOn = goesOn
        return withUnsafeMutablePointer(to: &goesOn) { context in
            // SAFETY: the function keeps neither the bytes nor the context beyond its return.
            Picture(
                ah_jpeg_decode(
                    bytes, bytes.count, UInt32(header.width), UInt32(header.height),
                    { $0?.assumingMemoryBound(to: (@Sendable () -> Bool).self).pointee() == true ? 1 : 0 }, context))
        }
    }

    /// The picture in grey. A colour map goes, and what is transparent is white.
    private func grey(_ picture: Picture) throws(ToolError) -> Picture {
        let (hasMap, samples) = try picture.lend { (pixGetColormap($0) != nil, pixGetSpp($0)) }
        if picture.depth == 8, !hasMap { return picture }
        guard picture.depth == 32, samples == 4 else { return try picture.made { pixConvertTo8($0, 0) } }
        return try picture.made { pixAlphaBlendUniform($0, 0xFFFF_FF00) }.made { pixConvertTo8($0, 0) }
    }

    private static func broken(_ name: String) -> ToolError {
        ToolError(.invalidInput, "The file says that it is a \(name), but it is broken or cut off.")
    }
}
