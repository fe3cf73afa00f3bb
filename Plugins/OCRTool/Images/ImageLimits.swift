import PluginSDK

/// What an image may be at most, checked by its head before anything of it is decoded.
///
/// One page takes at most 12 bytes a pixel while it is decoded and prepared, besides the file itself: that is a TIFF in
/// colour, for which libtiff and Leptonica each hold 4; others take about 5, and reading takes no more than preparing.
/// Pages that are read at the same time add up (`PagePlaces`), and each recogniser holds some 50 MB for two languages.
struct ImageLimits: Sendable {
    var maximumPixels: Int
    /// Of the longer side.
    var maximumSide: Int

    /// Throws what is wrong with an image of that size.
    func check(width: Int, height: Int) throws(ToolError) {
        guard width > 0, height > 0 else {
            throw ToolError(
                .invalidInput, "The image is broken: its head says that it is \(width) by \(height) pixels.")
        }
        guard max(width, height) <= maximumSide,
            width.multipliedReportingOverflow(by: height).partialValue <= maximumPixels
        else {
            throw ToolError(
                .tooLarge,
                """
                The image is \(width) by \(height) pixels; at most \(maximumPixels) pixels are read, and no side longer \
                than \(maximumSide). A scan at 300 dpi is enough.
                """)
        }
    }
}
