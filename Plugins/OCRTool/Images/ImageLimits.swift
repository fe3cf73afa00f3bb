import PluginSDK

/// What an image may be at most, checked by its head before anything of it is decoded.
///
/// Memory of one page is at most 9 bytes a pixel while it is decoded and prepared (a colour picture of a TIFF or WebP
/// takes 4, its shades of grey 1, and the prepared page with its intermediate pictures no more than 4), besides the
/// file itself and what the recogniser holds. Pages that are read at the same time add up.
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
