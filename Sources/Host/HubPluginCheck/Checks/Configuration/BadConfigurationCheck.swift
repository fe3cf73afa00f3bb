import HubCore
import HubSchema
import PluginABI

/// Configurations that cannot work, and odd ones that the schema accepts.
struct BadConfigurationCheck: PluginCheck {
    let id = "bad-config"
    let group = CheckGroup.configuration
    let promise = "create refuses with AH_E_INVALID_CONFIG and one report, and odd values harm nothing"
    let variants = 2

    /// What is no configuration at all.
    private static let junk = [
        "", "{", "null", "[]", "42", "\"text\"", "{}", "{\"\\u0000\":1}", "\u{FEFF}{}", "[[[[[[",
    ]
    private static let odd = 60
    private static let broken = 40

    /// The host checks a configuration by its schema first, so what a plugin does with others is told and no more.
    func crashIsWarning(variant: Int) -> Bool { variant == 1 }

    func run(_ bench: CheckBench) throws(CheckStop) {
        let session = PluginSession(bench, try bench.open())
        try session.start()
        for type in session.plugin.types {
            if bench.variant == 0 { accepted(type, session) } else { refused(type, session) }
        }
        session.stop()
    }

    /// What the schema accepts may be refused, in good form.
    private func accepted(_ type: PluginType, _ session: PluginSession) {
        guard let schema = type.configuration else {
            for text in Self.junk where (try? JSONValue(parsing: text)) != nil {
                judge(session.create(type, Array(text.utf8)), type, session, expects: .either)
            }
            return
        }
        // The row's auth is a member that the schema need not name, and what lacks it is no row's configuration.
        var sampler = SchemaSampler(
            schema.source, schema.compiled, numbers: session.bench.numbers(id, type.id))
        for _ in 0..<Self.odd {
            guard let value = sampler.value(.odd) else { break }
            judge(session.create(type, value.bytes), type, session, expects: .either)
        }
        withoutRequired(type, schema, session)
    }

    /// A member that is required and missing is what an administrator gets wrong most.
    private func withoutRequired(_ type: PluginType, _ schema: PluginSchema, _ session: PluginSession) {
        var sampler = SchemaSampler(
            schema.source, schema.compiled, numbers: session.bench.numbers(id, "required \(type.id)"))
        guard let whole = session.bench.options.configuration(of: type.id) ?? sampler.value(.plain) else { return }
        for name in (schema.source["required"]?.arrayValue ?? []).compactMap(\.stringValue) {
            let value = SchemaBreaker.without(name, in: whole)
            guard !schema.compiled.accepts(value) else { continue }
            judge(session.create(type, value.bytes), type, session, expects: .refusal(missing: name))
        }
    }

    private func refused(_ type: PluginType, _ session: PluginSession) {
        for text in Self.junk { judge(session.create(type, Array(text.utf8)), type, session, expects: .anything) }
        guard let schema = type.configuration else { return }
        var numbers = session.bench.numbers(id, "broken \(type.id)")
        var sampler = SchemaSampler(schema.source, schema.compiled, numbers: numbers)
        let breaker = SchemaBreaker(schema.source, schema.compiled)
        for _ in 0..<Self.broken {
            guard let value = sampler.value(.plain), let broken = breaker.broken(value, &numbers) else { break }
            judge(session.create(type, broken.value.bytes), type, session, expects: .anything)
        }
    }

    private enum Expectation {
        case either
        /// Only that it is in good form: the status may be another, since the host never sends this.
        case anything
        case refusal(missing: String)
    }

    private func judge(
        _ result: Result<PluginInstance, CreateRefusal>, _ type: PluginType, _ session: PluginSession,
        expects expectation: Expectation
    ) {
        let voice = session.bench.voice
        switch result {
        case .success(let instance):
            session.destroy(instance)
            if case .refusal(let name) = expectation {
                voice.find(
                    Finding(
                        "config-accepted",
                        "create of \(type.id) makes an instance without \"\(name)\", which its config_schema requires"))
            }
        case .failure(let refusal):
            for finding in refusal.findings(type.id) { voice.find(finding) }
            if case .refusal(let name) = expectation, refusal.status != ABIStatus.invalidConfiguration {
                voice.find(
                    Finding(
                        "config-status",
                        "create of \(type.id) refuses a configuration without \"\(name)\" with status \(refusal.status); "
                            + "AH_E_INVALID_CONFIG (\(ABIStatus.invalidConfiguration)) says that the row is wrong"))
            }
        }
    }
}
