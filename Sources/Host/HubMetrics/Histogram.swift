import Synchronization

package final class HistogramFamily: MetricFamily {
    let name: MetricName
    private let bounds: [Double]
    private let series: MetricSeries<Histogram>

    init(_ name: MetricName, buckets: [Double], limit: Int) {
        self.name = name
        bounds = buckets
        series = MetricSeries(limit: limit) { Histogram(buckets) }
        if name.labels.isEmpty { _ = series.series([]) }
    }

    /// The series of these values, in the order of the family's labels. Worth keeping where they are fixed.
    package func labelled(_ values: String...) -> Histogram { series.series(values) }

    func write(to text: inout String) {
        name.writeHead(type: "histogram", to: &text)
        for (values, histogram) in series.all {
            let state = histogram.state
            var count: Int64 = 0
            for (bound, number) in zip(bounds.map(MetricName.text) + ["+Inf"], state.counts) {
                count += number
                name.writeSample(values, suffix: "_bucket", extra: ("le", bound), value: "\(count)", to: &text)
            }
            name.writeSample(values, suffix: "_sum", value: "\(state.sum)", to: &text)
            name.writeSample(values, suffix: "_count", value: "\(count)", to: &text)
        }
    }
}

package final class Histogram: Sendable {
    struct State {
        /// One a bucket, the last beyond every bound.
        var counts: [Int64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let held: Mutex<State>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        held = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    package func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        held.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    package func observe(milliseconds: Double) { observe(milliseconds / 1000) }

    var state: State { held.withLock { $0 } }
}
