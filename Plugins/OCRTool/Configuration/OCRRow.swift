import OCRFields
import PluginSDK

/// A tool row's configuration, checked.
struct OCRRow: Sendable {
    /// In the order in which Tesseract prefers them.
    let languages: [String]
    let limits: ImageLimits
    /// Of one image; a PDF's pages count each.
    let maximumBytes: Int
    let maximumPages: Int
    /// Pages of a call that are read at the same time.
    let parallelPages: Int
    /// 0 to 1; fields that were read less surely are told so.
    let minimumConfidence: Double
    let fields: [FieldRule]
    /// Where Tesseract's language data is; nil: where the library looks.
    let dataFolder: String?

    /// `settings` are the operator's.
    init(_ configuration: JSON, settings: JSON) throws(ConfigurationProblem) {
        let languages = configuration["languages"]?.arrayValue?.compactMap(\.stringValue) ?? ["eng", "vie"]
        guard Set(languages).count == languages.count, !languages.isEmpty else {
            throw ConfigurationProblem(at: "/languages", "languages names none, or one twice.")
        }
        self.languages = languages
        func number(_ name: String, _ usual: Int) -> Int { configuration[name]?.numberValue?.intValue ?? usual }
        limits = ImageLimits(
            maximumPixels: number("maximum_pixels", 40_000_000), maximumSide: number("maximum_side", 16_000))
        maximumBytes = number("maximum_bytes", 20_000_000)
        maximumPages = number("maximum_pages", 10)
        parallelPages = number("parallel_pages", 2)
        minimumConfidence = configuration["minimum_confidence"]?.numberValue?.doubleValue ?? 0.6
        fields = try FieldConfiguration.rules(configuration)
        dataFolder = settings["tessdata"]?.stringValue
    }
}
