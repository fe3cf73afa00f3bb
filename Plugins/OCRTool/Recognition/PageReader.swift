import CTesseract
import OCRFields
import PluginSDK

/// Reads one page on one thread.
struct PageReader: Sendable {
    /// A reading of less is not believed before the other ways up were tried.
    private static let poorConfidence = 0.6

    let languages: [String]
    let dataFolder: String?
    let limits: ImageLimits
    let pool: RecognizerPool
    let monitor: RecognitionMonitor

    struct Reading: Sendable {
        let page: ReadPage
        let geometry: PageGeometry
    }

    func read(_ page: Picture, number: Int) throws(ToolError) -> Reading {
        let prepared = try PagePreparation(page, limits: limits)
        try monitor.check()
        if prepared.isBlank { return Self.reading(of: prepared, [], number: number) }
        let likely = try likelyQuarters(prepared)
        var best = try read(prepared, quarters: likely, number: number)
        for quarters in [0, 2, 1, 3] where quarters != likely && !Self.isGood(best) {
            let other = try read(prepared, quarters: quarters, number: number)
            if Self.worth(other) > Self.worth(best) { best = other }
        }
        return best
    }

    private static func isGood(_ reading: Reading) -> Bool {
        (reading.page.confidence ?? 0) >= poorConfidence && !reading.page.words.isEmpty
    }

    /// Confidence counts by how much was read: a page on its side gives few words, some of them sure.
    private static func worth(_ reading: Reading) -> Double {
        reading.page.words.reduce(0) { $0 + $1.confidence * Double($1.text.count) }
    }

    /// The quarters that set a page upright, as far as Tesseract can tell: 0 where its data for that is not installed,
    /// or too little is written.
    private func likelyQuarters(_ page: PagePreparation) throws(ToolError) -> Int {
        do throws(ToolError) {
            return try pool.with(languages: ["osd"], dataFolder: dataFolder) { recognizer throws(ToolError) in
                try recognizer.orientation(of: page.picture, resolution: page.resolution)
                    .map { (360 - $0) / 90 % 4 } ?? 0
            }
        } catch {
            guard error.code == .unavailable else { throw error }
            return 0
        }
    }

    private func read(_ page: PagePreparation, quarters: Int, number: Int) throws(ToolError) -> Reading {
        var page = page
        try page.turn(quarters: quarters)
        try page.straighten()
        try monitor.check()
        let picture = page.picture
        let words = try pool.with(languages: languages, dataFolder: dataFolder) { recognizer throws(ToolError) in
            try recognizer.words(of: picture, resolution: page.resolution, monitor: monitor)
        }
        return Self.reading(of: page, words, number: number)
    }

    private static func reading(of page: PagePreparation, _ words: [Word], number: Int) -> Reading {
        let geometry = page.geometry
        let read = words.map { word in
            var word = word
            word.source = geometry.source(of: word.box)
            return word
        }
        return Reading(
            page: ReadPage(
                number: number, width: Double(page.picture.width), height: Double(page.picture.height), words: read),
            geometry: geometry)
    }
}
