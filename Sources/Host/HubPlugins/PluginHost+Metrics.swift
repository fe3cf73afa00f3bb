import HubMetrics

extension PluginHost {
    /// Registers what is known of plugins; read when the metrics are. Plugins' ids are the operator's words.
    package func register(on registry: MetricsRegistry) {
        registry.gauge(
            "agenthub_plugin_calls_in_flight", "Calls that a plugin has and has not completed.", labels: ["plugin"]
        ) { [self] in
            let calls = callsInFlight()
            return statistics().map { ([$0.plugin], Double(calls[$0.plugin] ?? 0)) }
        }
        registerProcesses(on: registry)
        gauge(registry, "agenthub_plugin_queue_length", "Pieces of a plugin's work that wait for a thread.") {
            Double($0.waitingJobs)
        }
        gauge(registry, "agenthub_plugin_instances", "A plugin's instances.") { Double($0.instances) }
        gauge(registry, "agenthub_plugin_owed_completions", "Calls past their time that a plugin has not completed.") {
            Double($0.owedCompletions)
        }
        gauge(registry, "agenthub_plugin_quarantined", "1 for a plugin that is shut out.") {
            $0.quarantine == nil ? 0 : 1
        }
        registry.readCounter(
            "agenthub_plugin_misbehaviours_total", "What a plugin did against its contract.",
            labels: ["plugin", "kind"]
        ) { [self] in
            statistics().flatMap { plugin in
                plugin.misbehaviours.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    ([plugin.plugin, $0.key.rawValue], Double($0.value))
                }
            }
        }
    }

    private func registerProcesses(on registry: MetricsRegistry) {
        registry.readCounter(
            "agenthub_plugin_crashes_total", "Processes of a plugin that ended and should not have, by how.",
            labels: ["plugin", "reason"]
        ) { [self] in
            statistics().flatMap { plugin in
                (plugin.process?.crashes ?? [:]).sorted { $0.key < $1.key }.map {
                    ([plugin.plugin, $0.key], Double($0.value))
                }
            }
        }
        registry.readCounter(
            "agenthub_plugin_restarts_total", "Processes of a plugin that took the place of an ended one.",
            labels: ["plugin"]
        ) { [self] in processes { Double($0.restarts) } }
        registry.gauge(
            "agenthub_plugin_process_resident_bytes", "Memory of a plugin's process.", labels: ["plugin"]
        ) { [self] in processes { Double($0.residentBytes) } }
        registry.gauge(
            "agenthub_plugin_tools_shut_out",
            "Tenants' tools that are shut out, since their plugin crashed in their calls.", labels: ["plugin"]
        ) { [self] in processes { Double($0.rowsOut) } }
        registry.readCounter(
            "agenthub_plugin_process_cpu_seconds_total", "Processor time of a plugin's processes, ended ones too.",
            labels: ["plugin"]
        ) { [self] in processes { $0.processorSeconds } }
    }

    private func processes(_ value: (ProcessStatistics) -> Double) -> [([String], Double)] {
        statistics().compactMap { plugin in plugin.process.map { ([plugin.plugin], value($0)) } }
    }

    private func gauge(
        _ registry: MetricsRegistry, _ name: String, _ help: String,
        _ value: @escaping @Sendable (PluginStatistics) -> Double
    ) {
        registry.gauge(name, help, labels: ["plugin"]) { [self] in
            statistics().map { ([$0.plugin], value($0)) }
        }
    }
}
