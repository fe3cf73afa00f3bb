import Synchronization

/// All metrics of a process, written in Prometheus' text format.
///
/// A family has a name, a help text and the names of its labels; one series per combination of their values. Values of
/// labels come from closed sets or are bounded by the family's limit: what comes beyond it is counted together under
/// `other`, so that nobody outside can make the registry grow.
package final class MetricsRegistry: Sendable {
    private let families = Mutex<[any MetricFamily]>([])

    package init() {}

    /// Counts up. `name` ends in `_total`.
    package func counter(_ name: String, _ help: String, labels: [String] = [], limit: Int = 200) -> CounterFamily {
        add(CounterFamily(MetricName(name, help, labels), limit: limit))
    }

    /// Spreads observations over buckets. Durations are in seconds, as Prometheus' users expect.
    package func histogram(
        _ name: String, _ help: String, labels: [String] = [], buckets: [Double] = MetricBuckets.seconds,
        limit: Int = 200
    ) -> HistogramFamily {
        add(HistogramFamily(MetricName(name, help, labels), buckets: buckets, limit: limit))
    }

    /// A value that is read when the metrics are; one per combination of values of `labels`, in their order.
    package func gauge(
        _ name: String, _ help: String, labels: [String] = [],
        read: @escaping @Sendable () -> [(labels: [String], value: Double)]
    ) {
        add(ReadFamily(MetricName(name, help, labels), type: "gauge", read: read))
    }

    package func gauge(_ name: String, _ help: String, read: @escaping @Sendable () -> Double) {
        gauge(name, help) { [(labels: [], value: read())] }
    }

    /// A counter that some other part keeps and that is read when the metrics are.
    package func readCounter(
        _ name: String, _ help: String, labels: [String] = [],
        read: @escaping @Sendable () -> [(labels: [String], value: Double)]
    ) {
        add(ReadFamily(MetricName(name, help, labels), type: "counter", read: read))
    }

    /// Everything in the text format, version 0.0.4
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
    package func exposition() -> String {
        var text = ""
        for family in families.withLock({ $0 }).sorted(by: { $0.name.name < $1.name.name }) { family.write(to: &text) }
        return text
    }

    @discardableResult
    private func add<Family: MetricFamily>(_ family: Family) -> Family {
        families.withLock { families in
            precondition(!families.contains { $0.name.name == family.name.name }, "a metric is registered once")
            families.append(family)
        }
        return family
    }
}

/// Bounds of histograms' buckets.
package enum MetricBuckets {
    /// From a tenth of a millisecond to half a minute.
    package static let seconds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
}
