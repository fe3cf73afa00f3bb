import Testing

@testable import HubMetrics

@Suite struct MetricsRegistryTests {
    @Test func writesEveryKindInTheTextFormat() {
        let registry = MetricsRegistry()
        let turns = registry.counter("hub_turns_total", "Turns.", labels: ["status"])
        turns.labelled("success").add(2)
        turns.labelled("a\"b\\c\nd").add()
        registry.histogram("hub_wait_seconds", "Waits.", buckets: [0.5, 1]).labelled().observe(.milliseconds(750))
        registry.gauge("hub_queue", "Queue.") { 1.5 }
        #expect(
            registry.exposition() == """
                # HELP hub_queue Queue.
                # TYPE hub_queue gauge
                hub_queue 1.5
                # HELP hub_turns_total Turns.
                # TYPE hub_turns_total counter
                hub_turns_total{status="a\\"b\\\\c\\nd"} 1
                hub_turns_total{status="success"} 2
                # HELP hub_wait_seconds Waits.
                # TYPE hub_wait_seconds histogram
                hub_wait_seconds_bucket{le="0.5"} 0
                hub_wait_seconds_bucket{le="1"} 1
                hub_wait_seconds_bucket{le="+Inf"} 1
                hub_wait_seconds_sum 0.75
                hub_wait_seconds_count 1

                """)
    }

    @Test func countsWhatIsBeyondTheLimitTogether() {
        let registry = MetricsRegistry()
        let family = registry.counter("hub_calls_total", "Calls.", labels: ["tenant"], limit: 2)
        for tenant in ["a", "b", "c", "d"] { family.labelled(tenant).add() }
        #expect(registry.exposition().contains("hub_calls_total{tenant=\"other\"} 2"))
        #expect(!registry.exposition().contains("\"c\""))
    }
}
