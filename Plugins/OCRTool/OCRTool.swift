import Glibc
import OCRFields
import PluginSDK

/// One tool row at work: reads a document's pages, and of them the row's fields.
struct OCRTool: Tool {
    let row: OCRRow
    let engine: RecognitionEngine

    func invoke(_ call: Call) throws {
        let request = try OCRRequest(call.input)
        let monitor = RecognitionMonitor(call: call)
        let source = try DocumentSource(
            request, call: call, maximumBytes: row.maximumBytes, maximumPages: row.maximumPages, limits: row.limits)
        let reader = PageReader(
            languages: row.languages, dataFolder: row.dataFolder, limits: row.limits, pool: engine.pool,
            monitor: monitor)
        let (readings, missing) = try DocumentReading.read(
            source, reader: reader, places: engine.places, parallel: row.parallelPages)
        guard !readings.isEmpty else {
            throw ToolError(.invalidInput, "The document has no page \(source.pages.first ?? 1).")
        }
        let values = FieldReader(row.fields).read(readings.map(\.page), goesOn: { !monitor.isOver })
        try monitor.check()
        var result = OCRResult(row: row, readings: readings, values: values)
        result.warnings = source.warnings + result.warnings
        if case .some = request.pages, let page = missing.first {
            result.warnings.insert("The document has no page \(page).", at: 0)
        }
        if case .pdf = source.content, request.pages == .all, missing.isEmpty {
            result.warnings.insert(
                "Reading ended at page \(row.maximumPages), the limit of this tool; pages after it, if any, were not read.",
                at: 0)
        }
        call.complete(with: result.json(includingWords: request.wantsWords))
    }

    func health(_ call: Call) throws {
        // Loads the languages, so that a missing one is known before the first document.
        try engine.pool.with(languages: row.languages, dataFolder: row.dataFolder) { _ in }
        call.complete(with: ["languages": .array(row.languages.map(JSON.string))])
    }
}

/// What all rows share: the machine's cores and memory are the same for them.
struct RecognitionEngine: Sendable {
    let pool: RecognizerPool
    let places: PagePlaces

    init() {
        let cores = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        places = PagePlaces(count: cores)
        // One for the languages and one for the orientation.
        pool = RecognizerPool(capacity: 2 * cores)
    }
}
