import CTesseract
import PluginSDK

/// An image in memory, of Leptonica's. It is freed with the last reference, and written by nobody once it is made.
// SAFETY: Leptonica counts references in the image without a lock, so none of its functions that clone it is used.
final class Picture: @unchecked Sendable {
    // SAFETY: owned: made by Leptonica, destroyed in deinit.
    private let pix: UnsafeMutablePointer<Pix>

    /// Takes over what a function of Leptonica's made; nil: it made none.
    init?(_ pix: UnsafeMutablePointer<Pix>?) {
        guard let pix else { return nil }
        self.pix = pix
    }

    deinit {
        var pix: UnsafeMutablePointer<Pix>? = pix
        pixDestroy(&pix)
    }

    var width: Int { Int(pixGetWidth(pix)) }
    var height: Int { Int(pixGetHeight(pix)) }
    var depth: Int { Int(pixGetDepth(pix)) }

    /// Lends the image to functions of C; it lives at least as long as `body` runs.
    func lend<Value>(_ body: (UnsafeMutablePointer<Pix>) throws(ToolError) -> Value) throws(ToolError) -> Value {
        // SAFETY: no longer than the reference that is held here.
        defer { withExtendedLifetime(self) {} }
        return try body(pix)
    }

    /// A picture made of this one.
    func made(_ body: (UnsafeMutablePointer<Pix>) -> UnsafeMutablePointer<Pix>?) throws(ToolError) -> Picture {
        guard let picture = Picture(try lend(body)) else {
            throw ToolError(.internal, "There is no memory for the page.")
        }
        return picture
    }
}
