import HubCore

/// A JSON Schema, compiled once and applied many times from any thread.
///
/// A valid instance is recognised without allocating for messages or paths; only an invalid one is gone through a
/// second time to say why. Recursion, evaluations and the effort of patterns are bounded, whatever schema and
/// instance; an instance that spends a bound is invalid, with a violation that says so.
package final class CompiledSchema: Sendable {
    private let graph: SchemaGraph

    /// `dialect` is that of schemas that do not name one by `$schema`.
    package init(
        _ schema: JSONValue, dialect: SchemaDialect = .draft202012, resources: SchemaResources = .none,
        formats: FormatPolicy = .annotation
    ) throws(SchemaError) {
        var compiler = SchemaCompiler(dialect: dialect, resources: resources, formats: formats)
        graph = try compiler.compile(schema)
    }

    package func accepts(_ instance: JSONValue) -> Bool {
        var evaluation = Evaluation(graph, .deciding)
        return evaluation.evaluate(instance)
    }

    /// What is wrong, at most twenty points of it; empty when the instance is valid.
    package func violations(of instance: JSONValue) -> [SchemaViolation] {
        if accepts(instance) { return [] }
        var evaluation = Evaluation(graph, .explaining)
        _ = evaluation.evaluate(instance)
        return evaluation.result
    }
}
