import CTesseract
import OCRFields
import PluginSDK

/// Makes a page fit to be read: even background, no specks, letters large enough; then upright and straight, when asked
/// to. Each step takes the picture before and leaves what it did to it in `geometry`.
struct PagePreparation {
    /// More connected components than this are no text: a page of small print has about ten thousand. Tesseract's
    /// search for lines, which cannot be stopped, takes time by their number.
    private static let maximumComponents: Int32 = 60_000
    /// In pixels: letters of less are enlarged, to about `goodLetter`.
    private static let smallLetter = 20.0
    private static let goodLetter = 30.0
    private static let largestScale = 3.0
    /// Tesseract keeps places in 16 bits, and refuses a picture that has more; straightening makes it a little longer.
    private static let longestSide = 32_000.0
    private static let skewRange: Float = 12

    let limits: ImageLimits
    private(set) var picture: Picture
    private(set) var geometry: PageGeometry
    /// Whether there is nothing on it that may be a letter.
    private(set) var isBlank = false

    init(_ page: Picture, limits: ImageLimits) throws(ToolError) {
        self.limits = limits
        picture = page
        geometry = PageGeometry(width: Double(page.width), height: Double(page.height))
        // Leptonica's tiles need some size; a smaller picture has no page's background.
        if page.width > 80, page.height > 80,
            let even = Picture(try page.lend({ pixBackgroundNormSimple($0, nil, nil) }))
        {
            // It sets paper to 200, and a turned page stands on white: paper is to be white too.
            picture = try even.made { pixGammaTRC(nil, $0, 1, 20, 190) }
        }
        try removeNoise()
        try enlarge()
    }

    /// Dots per inch as Tesseract should think of the picture: letters of the size that is good are those of print at
    /// this.
    var resolution: Int { 300 }

    /// Turns the page upright by quarters.
    mutating func turn(quarters: Int) throws(ToolError) {
        guard quarters % 4 != 0 else { return }
        picture = try picture.made { pixRotateOrth($0, l_int32(quarters % 4)) }
        geometry.quarters = (geometry.quarters + quarters) % 4
        (geometry.finalWidth, geometry.finalHeight) = (Double(picture.width), Double(picture.height))
    }

    /// Turns the page by the few degrees that its lines are off.
    mutating func straighten() throws(ToolError) {
        let black = try binary()
        var (angle, confidence): (Float, Float) = (0, 0)
        guard
            try black.lend({
                pixFindSkewSweepAndSearch($0, &angle, &confidence, 4, 2, Self.skewRange, 1, 0.01)
            }) == 0,
            confidence >= 2.5, abs(angle) >= 0.1
        else { return }
        let radians = angle * .pi / 180
        let (width, height) = (picture.width, picture.height)
        picture = try picture.made {
            pixRotate(
                $0, radians, l_int32(L_ROTATE_AREA_MAP), l_int32(L_BRING_IN_WHITE), l_int32(width), l_int32(height))
        }
        geometry.skew = Double(radians)
        (geometry.finalWidth, geometry.finalHeight) = (Double(picture.width), Double(picture.height))
    }

    /// Enlarges small letters, as far as the limits let it.
    private mutating func enlarge() throws(ToolError) {
        guard let letter = try letterHeight(), letter < Self.smallLetter else { return }
        let pixels = Double(picture.width * picture.height)
        let room = (Double(limits.maximumPixels) / pixels).squareRoot()
        let sideways = Self.longestSide / Double(max(picture.width, picture.height))
        let scale = min(Self.goodLetter / letter, Self.largestScale, room, sideways)
        guard scale > 1.2 else { return }
        picture = try picture.made { pixScale($0, Float(scale), Float(scale)) }
        geometry.scale = scale
        (geometry.finalWidth, geometry.finalHeight) = (Double(picture.width), Double(picture.height))
    }

    /// The picture in black and white: its background is even by now, so one threshold is right everywhere.
    private func binary() throws(ToolError) -> Picture { try picture.made { pixThresholdToBinary($0, 160) } }

    /// Takes specks off, and refuses what is nothing but noise.
    private mutating func removeNoise() throws(ToolError) {
        let black = try binary()
        let all = try Self.components(black)
        guard all > 0 else {
            isBlank = true
            return
        }
        let large = try black.made {
            pixSelectBySize($0, 3, 3, 8, l_int32(L_SELECT_IF_EITHER), l_int32(L_SELECT_IF_GTE), nil)
        }
        let letters = try Self.components(large)
        isBlank = letters == 0
        // What is so dense that its spots touch has as many holes.
        let holes = try Self.components(try black.made { pixInvert(nil, $0) })
        guard max(letters, holes) <= Self.maximumComponents else { throw Self.noise }
        // Dots of letters are no more than the letters.
        if all > 500, all > 3 * letters {
            // White where only specks are black.
            let touched = try large.lend { large throws(ToolError) in
                let specks = try black.made { pixSubtract(nil, $0, large) }
                let wide = try specks.made { pixDilateBrick(nil, $0, 3, 3) }
                return try wide.made { pixSubtract(nil, $0, large) }
            }
            let clean = try picture.made { pixCopy(nil, $0) }
            _ = try clean.lend { clean throws(ToolError) in try touched.lend { pixSetMasked(clean, $0, 255) } }
            picture = clean
        }
    }

    private static func components(_ black: Picture) throws(ToolError) -> Int32 {
        var count: l_int32 = 0
        guard try black.lend({ pixCountConnComp($0, 4, &count) }) == 0 else {
            throw ToolError(.internal, "There is no memory for the page.")
        }
        return count
    }

    /// The height that most letters have at least, in pixels; nil: there are none.
    private func letterHeight() throws(ToolError) -> Double? {
        var boxes: UnsafeMutablePointer<Boxa>? = try binary().lend { pixConnComp($0, nil, 8) }
        defer { boxaDestroy(&boxes) }
        guard let boxes else { return nil }
        var heights: [Int32] = []
        for index in 0..<boxaGetCount(boxes) {
            var (x, y, width, height): (l_int32, l_int32, l_int32, l_int32) = (0, 0, 0, 0)
            boxaGetBoxGeometry(boxes, index, &x, &y, &width, &height)
            // Not specks, dots, lines and frames.
            if height >= 5, width >= 2, height <= 200, width <= height * 4, height <= width * 10 {
                heights.append(height)
            }
        }
        guard heights.count >= 3 else { return nil }
        heights.sort()
        return Double(heights[heights.count / 2])
    }

    private static var noise: ToolError {
        ToolError(.invalidInput, "The page is no page of text: it consists of too many small spots.")
    }
}
