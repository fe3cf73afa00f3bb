import CTesseract

/// What is set once in the process before Tesseract and Leptonica are used: what they think of a file they write
/// nowhere, by their own settings. Standard error belongs to the process.
enum RecognizerLibraries {
    /// Leptonica and libtiff.
    static let areImagesSilent: Bool = {
        ah_silence_images()
        return true
    }()

    static let areSilent: Bool = {
        let recognizer = TessBaseAPICreate()
        defer { TessBaseAPIDelete(recognizer) }
        // The setting is the library's, not the handle's: from here on it is only read.
        let isSet = TessBaseAPISetVariable(recognizer, "debug_file", "/dev/null") != 0
        // It opens that file at the first message, without a lock; let it be now, for a language that there is not.
        _ = TessBaseAPIInit3(recognizer, "/nowhere", "none")
        return isSet && areImagesSilent
    }()
}
