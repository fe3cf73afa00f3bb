import HubCore
import HubSchema

/// Configurations to make instances with, the likeliest first: the author's, else what the schema asks for.
struct ConfigurationSource {
    let candidates: [JSONValue]

    init(_ options: CheckOptions, _ type: PluginType, numbers: SeededNumbers) {
        if let given = options.configuration(of: type.id) {
            candidates = [given]
            return
        }
        guard let schema = type.configuration else {
            candidates = [["auth": ["type": "none"]], [:]]
            return
        }
        var values: [JSONValue] = [["auth": ["type": "none"]], [:]].filter { schema.compiled.accepts($0) }
        var sampler = SchemaSampler(schema.source, schema.compiled, numbers: numbers)
        if let value = sampler.value(.least) { values.append(value) }
        for _ in 0..<30 { if let value = sampler.value(.plain) { values.append(value) } }
        candidates = values
    }
}
