import Synchronization

package final class CounterFamily: MetricFamily {
    let name: MetricName
    private let series: MetricSeries<Counter>

    init(_ name: MetricName, limit: Int) {
        self.name = name
        series = MetricSeries(limit: limit) { Counter() }
        if name.labels.isEmpty { _ = series.series([]) }
    }

    /// The series of these values, in the order of the family's labels. Worth keeping where they are fixed.
    package func labelled(_ values: String...) -> Counter { series.series(values) }

    func write(to text: inout String) {
        name.writeHead(type: "counter", to: &text)
        for (values, counter) in series.all { name.writeSample(values, value: "\(counter.value)", to: &text) }
    }
}

package final class Counter: Sendable {
    private let count = Atomic<Int64>(0)

    package func add(_ amount: Int = 1) { count.wrappingAdd(Int64(amount), ordering: .relaxed) }

    package var value: Int64 { count.load(ordering: .relaxed) }
}
