import CTesseract

/// What is set once in the process before the libraries are used.
enum RecognizerLibraries {
    /// Tesseract and Leptonica write what they think of a page nowhere, by their own settings.
    static let areSilent: Bool = {
        ah_silence_images()
        let recognizer = TessBaseAPICreate()
        defer { TessBaseAPIDelete(recognizer) }
        // The setting is the library's, not the handle's: from here on it is only read.
        let isSet = TessBaseAPISetVariable(recognizer, "debug_file", "/dev/null") != 0
        // It opens that file at the first message, without a lock; let it be now, for a language that there is not.
        _ = TessBaseAPIInit3(recognizer, "/nowhere", "none")
        return isSet
    }()
}
