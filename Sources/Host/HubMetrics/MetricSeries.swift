import Synchronization

/// The series of a family by their labels' values, at most `limit` of them.
final class MetricSeries<Series: Sendable>: Sendable {
    private let series = Mutex<[[String]: Series]>([:])
    private let limit: Int
    private let make: @Sendable () -> Series

    init(limit: Int, make: @escaping @Sendable () -> Series) {
        self.limit = limit
        self.make = make
    }

    func series(_ values: [String]) -> Series {
        series.withLock { series in
            if let known = series[values] { return known }
            let key = series.count < limit ? values : values.map { _ in "other" }
            if let known = series[key] { return known }
            let new = make()
            series[key] = new
            return new
        }
    }

    /// In the order of their values.
    var all: [(values: [String], series: Series)] {
        series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    }
}
