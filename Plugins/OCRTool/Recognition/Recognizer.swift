import CTesseract
import OCRFields
import PluginSDK

/// An initialised recogniser of Tesseract's for one set of languages. One thread uses it at a time; `RecognizerPool`
/// sees to that.
// SAFETY: the handle is touched by nobody but who took it from the pool.
final class Recognizer: @unchecked Sendable {
    // SAFETY: owned: created here, deleted in deinit.
    private let handle: OpaquePointer
    let languages: [String]

    /// Loads the languages' data: tens of megabytes, a tenth of a second. Throws `unavailable` when some is not
    /// installed.
    init(languages: [String], dataFolder: String?) throws(ToolError) {
        guard RecognizerLibraries.areSilent, let handle = TessBaseAPICreate() else {
            throw ToolError(.internal, "Tesseract does not start.")
        }
        self.handle = handle
        self.languages = languages
        let isLoaded = TessBaseAPIInit3(handle, dataFolder, languages.joined(separator: "+")) == 0
        let missing = isLoaded ? languages.filter { !Self.loaded(handle).contains($0) } : languages
        guard missing.isEmpty else {
            // deinit runs: every property has its value.
            throw ToolError(
                .unavailable,
                """
                The data of Tesseract for \(missing.joined(separator: ", ")) is not installed or broken; in \
                Debian it is in \(missing.map { "tesseract-ocr-\($0.replacing("_", with: "-"))" }.joined(separator: ", ")).
                """,
                details: ["missing": .array(missing.map(JSON.string))])
        }
    }

    deinit { TessBaseAPIDelete(handle) }

    /// Tesseract copies the picture.
    private func take(_ page: Picture) throws(ToolError) { try page.lend { TessBaseAPISetImage2(handle, $0) } }

    private static func loaded(_ handle: OpaquePointer) -> Set<String> {
        guard let names = TessBaseAPIGetLoadedLanguagesAsVector(handle) else { return [] }
        defer { TessDeleteTextArray(names) }
        var loaded: Set<String> = []
        var index = 0
        while let name = names[index] {
            loaded.insert(String(cString: name))
            index += 1
        }
        return loaded
    }

    /// Which way up a page stands: the degrees, clockwise, by which it is turned. Nil: too little is written on it to
    /// tell. For a recogniser of `osd`.
    func orientation(of page: Picture, resolution: Int) throws(ToolError) -> Int? {
        defer { TessBaseAPIClear(handle) }
        TessBaseAPISetPageSegMode(handle, PSM_OSD_ONLY)
        try take(page)
        TessBaseAPISetSourceResolution(handle, Int32(resolution))
        var (degrees, confidence): (Int32, Float) = (0, 0)
        guard TessBaseAPIDetectOrientationScript(handle, &degrees, &confidence, nil, nil) != 0, confidence >= 1.5 else {
            return nil
        }
        return Int(degrees)
    }

    /// Reads the words of a page, with their boxes in the picture's own pixels.
    func words(of page: Picture, resolution: Int, monitor: RecognitionMonitor) throws(ToolError) -> [Word] {
        defer { TessBaseAPIClear(handle) }
        TessBaseAPISetPageSegMode(handle, PSM_AUTO)
        try take(page)
        TessBaseAPISetSourceResolution(handle, Int32(resolution))
        let status = monitor.recognizing { TessBaseAPIRecognize(handle, $0) }
        try monitor.check()
        guard status == 0 else { throw ToolError(.internal, "Tesseract failed on the page.") }
        // No iterator: nothing is written there.
        guard let iterator = TessBaseAPIGetIterator(handle) else { return [] }
        defer { TessResultIteratorDelete(iterator) }
        return Self.words(iterator)
    }

    private static func words(_ iterator: OpaquePointer) -> [Word] {
        let place = TessResultIteratorGetPageIteratorConst(iterator)
        var words: [Word] = []
        var (line, paragraph) = (0, 0)
        repeat {
            guard let text = TessResultIteratorGetUTF8Text(iterator, RIL_WORD) else { continue }
            defer { TessDeleteText(text) }
            var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
            guard TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom) != 0 else { continue }
            if TessPageIteratorIsAtBeginningOf(place, RIL_TEXTLINE) != 0 { line += 1 }
            if TessPageIteratorIsAtBeginningOf(place, RIL_PARA) != 0 { paragraph += 1 }
            let word = String(cString: text)
            if word.allSatisfy(\.isWhitespace) { continue }
            words.append(
                Word(
                    text: word,
                    confidence: min(1, max(0, Double(TessResultIteratorConfidence(iterator, RIL_WORD)) / 100)),
                    box: Box(
                        x: Double(left), y: Double(top), width: Double(right - left), height: Double(bottom - top)),
                    line: line, paragraph: paragraph))
        } while TessResultIteratorNext(iterator, RIL_WORD) != 0
        return words
    }
}
