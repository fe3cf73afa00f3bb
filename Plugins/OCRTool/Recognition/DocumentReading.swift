import Dispatch
import OCRFields
import PluginSDK
import Synchronization

/// The pages of one document while they are read, some at the same time.
final class DocumentReading: Sendable {
    private struct State {
        /// Index of the next page that nobody reads yet.
        var next = 0
        var running: Int
        var readings: [PageReader.Reading] = []
        /// Pages from here on a PDF does not have.
        var end = Int.max
        var failure: ToolError?
    }

    private let source: DocumentSource
    private let reader: PageReader
    private let places: PagePlaces
    private let state: Mutex<State>
    private let finished = DispatchSemaphore(value: 0)

    private init(_ source: DocumentSource, reader: PageReader, places: PagePlaces, threads: Int) {
        self.source = source
        self.reader = reader
        self.places = places
        state = Mutex(State(running: threads))
    }

    /// Reads the pages on up to `parallel` threads, and waits for them. Returns by the call's deadline: a page that
    /// cannot be stopped then goes on by itself and keeps its place.
    static func read(
        _ source: DocumentSource, reader: PageReader, places: PagePlaces, parallel: Int
    ) throws(ToolError) -> (readings: [PageReader.Reading], missing: [Int]) {
        let threads = min(parallel, places.count, source.pages.count)
        let reading = DocumentReading(source, reader: reader, places: places, threads: threads)
        for _ in 0..<threads { PageThread.start { reading.work() } }
        while reading.finished.wait(timeout: .now() + .milliseconds(20)) == .timedOut { try reader.monitor.check() }
        let state = reading.state.withLock { $0 }
        if let failure = state.failure { throw failure }
        return (
            state.readings.sorted { $0.page.number < $1.page.number }, source.pages.filter { $0 >= state.end }
        )
    }

    private func work() {
        while let page = nextPage() {
            do throws(ToolError) {
                try places.take(for: reader.monitor)
                defer { places.giveBack() }
                try read(page)
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
        let isLast = state.withLock { state in
            state.running -= 1
            return state.running == 0
        }
        if isLast { finished.signal() }
    }

    private func nextPage() -> Int? {
        state.withLock { state in
            guard state.failure == nil, state.next < source.pages.count, source.pages[state.next] < state.end else {
                return nil
            }
            defer { state.next += 1 }
            return source.pages[state.next]
        }
    }

    private func read(_ page: Int) throws(ToolError) {
        let monitor = reader.monitor
        let decoder = ImageDecoder(limits: reader.limits, goesOn: { !monitor.isOver })
        guard let picture = try source.picture(page: page, call: monitor.call, decoder: decoder) else {
            return state.withLock { $0.end = min($0.end, page) }
        }
        try monitor.check()
        let reading = try reader.read(picture, number: page)
        state.withLock { $0.readings.append(reading) }
    }
}
