import HubCore
import HubSchema
import PluginABI

/// The schemas of every type, as strictly as the host takes them.
struct SchemasCheck: PluginCheck {
    let id = "schemas"
    let group = CheckGroup.file
    let promise = "every config_schema, input_schema and output_schema is JSON Schema 2020-12 and compiles"

    func run(_ bench: CheckBench) throws(CheckStop) {
        for type in try bench.tables().types {
            let id = type.id.map { String(cString: $0) } ?? "?"
            check(type.config_schema, "config_schema", of: id, bench)
            check(type.input_schema, "input_schema", of: id, bench)
            check(type.output_schema, "output_schema", of: id, bench)
        }
    }

    /// Whether something is wrong.
    @discardableResult
    private func check(_ text: UnsafePointer<CChar>?, _ name: String, of type: String, _ bench: CheckBench) -> Bool {
        guard let text else { return false }
        let schema: JSONValue
        do throws(JSONParseError) { schema = try JSONValue(parsing: String(cString: text)) } catch {
            bench.voice.find(
                Finding("schema-not-json", "the \(name) of \(type) is not JSON: \(error)"))
            return true
        }
        let checker = ToolSchemaChecker()
        let problems =
            name == "input_schema" ? checker.problems(withInputSchema: schema) : checker.problems(withSchema: schema)
        for problem in problems {
            bench.voice.find(
                Finding(
                    "schema", "the \(name) of \(type) is wrong: \(problem.message)",
                    details: ["pointer": .string(problem.pointer)]))
        }
        return !problems.isEmpty
    }
}
